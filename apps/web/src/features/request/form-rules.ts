import { createRequestInput } from "@amanat/contracts";
import { contractIssues, type Issue } from "@amanat/ui";
import { requestInput, STEPS, type RequestForm } from "./form-values.ts";

/** What is wrong with the form, by the form's own field names. */
export function requestIssues(form: RequestForm): Record<string, Issue> {
  const issues = contractIssues(createRequestInput, requestInput(form));
  return Object.fromEntries(
    Object.entries(issues).map(([path, issue]) => [path.replace(/^delivery\./, "").replace(/^delivery$/, "mode"), issue]),
  );
}

/** Whether one step may be left. */
export function stepIssues(form: RequestForm, step: number): Record<string, Issue> {
  const fields: readonly string[] = STEPS[step]?.fields ?? [];
  return Object.fromEntries(Object.entries(requestIssues(form)).filter(([path]) => fields.includes(path)));
}

import { openDisputeInput, type OpeningView } from "@amanat/contracts";
import { contractIssues, type Issue } from "@amanat/ui";
import { chosenParts, type OpenForm, openInput } from "./open-values.ts";
import { exactShares } from "./shares.ts";

/** What is wrong with a case as typed; loaded with the first submit. */
export function openIssues(opening: OpeningView, form: OpenForm): Record<string, Issue> {
  const issues = contractIssues(openDisputeInput, openInput(opening, form));
  const parts = chosenParts(opening, form);
  const divides = form.ask === "partial_refund" && exactShares(parts, form.shares) === null;
  return divides ? { ...issues, shares: { key: "invalid", bound: 0 } } : issues;
}

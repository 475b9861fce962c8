import { submitOfferInput } from "@amanat/contracts";
import { contractIssues, type Issue } from "@amanat/ui";
import { offerInput, type OfferForm } from "./form-values.ts";

/** What is wrong with an offer as typed; loaded with the first submit. */
export function offerIssues(requestId: string, form: OfferForm): Record<string, Issue> {
  return contractIssues(submitOfferInput, offerInput(requestId, form));
}

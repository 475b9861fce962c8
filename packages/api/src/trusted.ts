import { isDeepStrictEqual } from "node:util";
import { BrokenInvariant, type ProcedurePath } from "@amanat/contracts";
import type * as z from "zod";

/**
 * Queries whose answers are not parsed again in production (docs/decisions/0038). Each makes its answer as a literal of the contract's type,
 * field by field, so that the compiler refuses a field too many as it does one too few; an answer that spreads a row is not trusted. Tests and
 * development hold each answer against its contract.
 */
export const TRUSTED: readonly ProcedurePath[] = [
  "marketplace.listRequests",
  "marketplace.getRequest",
  "marketplace.myRequests",
  "deals.dealTimeline",
  "auth.me",
];

/** The answer, which must be exactly what its contract makes of it. Throws where it is not: then the query must not be trusted. */
export function exactly<Answer>(path: string, output: z.ZodType, answer: Answer): Answer {
  if (!isDeepStrictEqual(output.parse(answer), answer))
    throw new BrokenInvariant(`${path} answers something that its contract does not name`);
  return answer;
}

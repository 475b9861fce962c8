import type { UnmatchedView } from "@amanat/contracts";
import { type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";

const PAGE = 20;
// Spelled out and checked for completeness: the contract's own list would bring its schemas along.
const EVERY_STATUS = { open: true, refunding: true, refunded: true } as const satisfies Record<UnmatchedView["status"], true>;
export const UNMATCHED_STATUSES = Object.keys(EVERY_STATUS) as UnmatchedView["status"][];

/** As it stands in the address bar. */
export const unmatchedFilter = { status: parseAsStringLiteral(UNMATCHED_STATUSES), cursor: parseAsString };

/** What the filter asks of the API. */
export const unmatchedInput = ({ status, cursor }: inferParserType<typeof unmatchedFilter>) => ({
  limit: PAGE,
  ...(cursor === null ? {} : { cursor }),
  ...(status === null ? {} : { status }),
});

/** The first page of what waits, as it is asked for. */
export const waitingInput = (cursor: string | null) => ({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });

import type { QuarantineView, ScreeningView } from "@amanat/contracts";
import { type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";

const PAGE = 20;
// Spelled out and checked for completeness: the contract's own lists would bring their schemas along.
const EVERY_VERDICT = { hit: true, clear: true, not_covered: true } as const satisfies Record<ScreeningView["verdict"], true>;
const EVERY_STATUS = { frozen: true, released: true, returned: true } as const satisfies Record<QuarantineView["status"], true>;
export const VERDICTS = Object.keys(EVERY_VERDICT) as ScreeningView["verdict"][];
export const FROZEN_STATUSES = Object.keys(EVERY_STATUS) as QuarantineView["status"][];

/** As it stands in the address bar; without any, what waits for a decision and what was found listed. */
export const screeningFilter = {
  status: parseAsStringLiteral(["all", ...FROZEN_STATUSES]).withDefault("frozen"),
  frozen: parseAsString,
  verdict: parseAsStringLiteral(["all", ...VERDICTS]).withDefault("hit"),
  cursor: parseAsString,
};
type Filter = inferParserType<typeof screeningFilter>;

/** What the filter asks of the API: the money, and what was said. */
export const frozenInput = ({ status, frozen }: Pick<Filter, "status" | "frozen">) => ({
  limit: PAGE,
  ...(frozen === null ? {} : { cursor: frozen }),
  ...(status === "all" ? {} : { status }),
});
export const saidInput = ({ verdict, cursor }: Pick<Filter, "verdict" | "cursor">) => ({
  limit: PAGE,
  ...(cursor === null ? {} : { cursor }),
  ...(verdict === "all" ? {} : { verdict }),
});

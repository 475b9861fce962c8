import { type inferParserType, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { SweepView } from "@amanat/contracts";

const PAGE = 20;
/** Spelled out: the contract's own list would bring its schemas along. */
export const SWEEPS_SHOWN = ["under_way", "settled"] as const;
/** Such a sweep can be started: by its address, whatever it is worth. */
export const isStartable = ({ status, commandedAt }: SweepView) => status === "failed" || (status === "planned" && commandedAt === null);

/** As it stands in the address bar. */
export const walletsFilter = { show: parseAsStringLiteral(SWEEPS_SHOWN).withDefault("under_way"), cursor: parseAsString };
type Filter = inferParserType<typeof walletsFilter>;

/** What the filter asks of the API. */
export const sweepsInput = ({ show, cursor }: Filter) => ({ limit: PAGE, show, ...(cursor === null ? {} : { cursor }) });

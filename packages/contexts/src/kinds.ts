import type { DealKind } from "@amanat/contracts";
import type { Kind } from "@amanat/deals";
import { CONTEXTS } from "./contexts.ts";

/** What the contexts that bring kinds of deal have beside their modules. */
type Brought = Extract<(typeof CONTEXTS)[number], { readonly kinds: object }>["kinds"];
type Together<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void ? All : never;

/** The kinds of deal there are. Whatever acts on a deal of any kind is handed this list; the engine itself knows none. */
export const KINDS = Object.assign(
  {},
  ...CONTEXTS.map((context) => ("kinds" in context ? context.kinds : {})),
) as Together<Brought> satisfies Readonly<Record<DealKind, Kind>>;

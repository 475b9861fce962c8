import type { DealKind } from "@amanat/contracts";
import type { Kind } from "@amanat/deals";
import { PURCHASE } from "@amanat/marketplace";

/** The kinds of deal there are. Whatever acts on a deal of any kind is handed this list; the engine itself knows none. */
export const KINDS = { purchase: PURCHASE } as const satisfies Record<DealKind, Kind>;

import type * as z from "zod";
import type { DealKind } from "./deals/kinds.ts";
import { purchaseDetail, purchaseView } from "./marketplace/purchase-view.ts";

type Fields = Readonly<Record<string, z.ZodType>>;

/**
 * Each kind's own part of a deal's view: `view` also in lists, `detail` only on the deal's own page. Kinds are named in their contexts' words,
 * and the compiler compares. Separate from the words, because schemas are made from those.
 */
export const KIND_VIEWS = {
  purchase: { view: purchaseView, detail: purchaseDetail },
} as const satisfies Record<DealKind, { view: Fields; detail: Fields }>;

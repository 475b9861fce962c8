import type * as z from "zod";
import type { DealKind } from "./deals/kinds.ts";
import { purchaseDetail, purchaseView } from "./marketplace/purchase-view.ts";

type Fields = Readonly<Record<string, z.ZodType>>;

/**
 * What of a deal's view is its kind's own: `view` in lists too, `detail` on the deal's own page. Kinds are named in the words of
 * their contexts; the compiler compares. It stands apart from those because schemas are made from them.
 */
export const KIND_VIEWS = {
  purchase: { view: purchaseView, detail: purchaseDetail },
} as const satisfies Record<DealKind, { view: Fields; detail: Fields }>;

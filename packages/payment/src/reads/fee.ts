import { bpsSchema } from "@amanat/contracts";
import { type Ctx, setting } from "@amanat/db";

/** One per cent until an operator sets `payment.feeBps`. */
const DEFAULT_FEE_BPS = 100;

/** The platform's current fee in basis points, from the operator's setting `payment.feeBps`. */
export function feeBps(ctx: Ctx): Promise<number> {
  return setting(ctx, "payment.feeBps", bpsSchema, DEFAULT_FEE_BPS);
}

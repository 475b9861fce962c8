import { type Ctx, setting } from "@amanat/db";
import { SETTINGS } from "../settings.ts";

/** Minutes from acceptance to payment, as the operator has them now. */
export function payMinutes(ctx: Ctx): Promise<number> {
  return setting(ctx, SETTINGS.payMinutes);
}

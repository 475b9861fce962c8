import { type Ctx, setting } from "@amanat/db";
import { SETTINGS } from "../settings.ts";

/** The platform's current fee in basis points. */
export function feeBps(ctx: Ctx): Promise<number> {
  return setting(ctx, SETTINGS.feeBps);
}

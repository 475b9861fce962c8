import { type Ctx, setting } from "@amanat/db";
import * as z from "zod";
import { DEFAULTS } from "../rules.ts";

/** Minutes from acceptance to payment, as the operator has them now. */
export function payMinutes(ctx: Ctx): Promise<number> {
  return setting(ctx, "deal.payMinutes", z.number().positive().max(10_080), DEFAULTS.payMinutes);
}

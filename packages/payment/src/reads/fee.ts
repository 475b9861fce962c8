import type { Ctx } from "@amanat/db";

/** The platform's fee in basis points: setting `payment.feeBps`, 100 when unset. */
export declare function feeBps(ctx: Ctx): Promise<number>;

import type { listPayoutsInput, Page, PayoutView } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";

/** Instructions of the tenant, newest first. Staff only. Errors: FORBIDDEN, INVALID_CURSOR. */
export declare function listPayouts(ctx: Ctx, input: z.input<typeof listPayoutsInput>): Promise<Page<PayoutView>>;
/** One instruction. Staff only. Errors: FORBIDDEN, NOT_FOUND. */
export declare function getPayout(ctx: Ctx, input: { payoutId: string }): Promise<PayoutView>;

import type { approvePayoutInput, payoutMoved } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";

/** Errors: FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE, VERSION_CONFLICT, VALIDATION_ERROR. */
export declare function approvePayout(ctx: Ctx, input: z.input<typeof approvePayoutInput>): Promise<z.infer<typeof payoutMoved>>;

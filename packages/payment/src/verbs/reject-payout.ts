import type { payoutMoved, rejectPayoutInput } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";

/** Errors: FORBIDDEN, NOT_FOUND, SELF_APPROVAL, STEP_UP_REQUIRED, INVALID_STATE, VERSION_CONFLICT. */
export declare function rejectPayout(ctx: Ctx, input: z.input<typeof rejectPayoutInput>): Promise<z.infer<typeof payoutMoved>>;

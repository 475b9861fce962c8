import type { IntentView } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";

/** The deal's newest intent, for its payer and for staff. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export declare function getIntent(ctx: Ctx, input: { dealId: string }): Promise<IntentView>;

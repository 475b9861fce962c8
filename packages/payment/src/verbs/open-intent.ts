import type { IntentView, openIntentInput } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type * as z from "zod";
import type { PayInPorts } from "../ports.ts";

/** Buyer names the refund address and gets a deposit address and reference. Errors: NOT_FOUND, INTENT_EXPIRED, INVALID_STATE, VALIDATION_ERROR, NOT_SUPPORTED. */
export declare function openIntent(ctx: Ctx, input: z.input<typeof openIntentInput>, ports: PayInPorts): Promise<IntentView>;

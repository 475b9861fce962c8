import type { acknowledged, byConversation } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import type * as z from "zod";
import { sightOf } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";
import { requireOpen } from "../verbs/send-message.ts";

type Input = z.output<typeof byConversation>;
type Done = z.input<typeof acknowledged>;

/** Tells the others that one is writing. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE. */
export async function sayTyping(ctx: Ctx, input: Input, ports: ChatPorts): Promise<Done> {
  requireUser(ctx.actor);
  requireOpen(await sightOf(ctx, ports, input.conversationId));
  return { ok: true };
}

/** Asks whether the others are there. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export async function askPresence(ctx: Ctx, input: Input, ports: ChatPorts): Promise<Done> {
  await sightOf(ctx, ports, input.conversationId);
  return { ok: true };
}

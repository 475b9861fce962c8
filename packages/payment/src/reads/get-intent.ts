import { type byIntent, DomainError, type IntentView, uuidOf } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser } from "@amanat/db";
import type * as z from "zod";
import { WITH_PARTS } from "../internal/rows.ts";
import { intentViewOf } from "../internal/views.ts";
import type { PayInPorts } from "../ports.ts";

const OPEN = ["created", "awaiting", "detected", "confirming"] as const;

/**
 * Finds an intent by its own id or by its deal's: the deal's open intent, or its newest one when none is open. Null when there is none,
 * or when several are open. With `payerId`, only intents of that payer.
 */
export async function intentIdOf(ctx: Ctx, { intentId, dealId }: z.infer<typeof byIntent>, payerId?: string): Promise<string | null> {
  if (intentId !== undefined) return uuidOf("intent", intentId);
  const scope = dealId === undefined ? null : uuidOf("deal", dealId);
  if (scope === null) return null;
  const found = await reader(ctx).paymentIntent.findMany({
    where: { parts: { some: { scope } }, tenantId: ctx.actor.tenantId, ...(payerId === undefined ? {} : { payerId }) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true, status: true },
  });
  const open = found.filter(({ status }) => OPEN.some((one) => one === status));
  return open.length > 1 ? null : ((open[0] ?? found[0])?.id ?? null);
}

/**
 * One intent, for its payer and for staff: by its id, or by its deal's while at most one is open.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function getIntent(ctx: Ctx, input: z.infer<typeof byIntent>, { rails }: Pick<PayInPorts, "rails">): Promise<IntentView> {
  const user = requireUser(ctx.actor);
  const id = await intentIdOf(ctx, input);
  const intent =
    id === null ? null : await reader(ctx).paymentIntent.findFirst({ where: { id, tenantId: user.tenantId }, include: WITH_PARTS });
  const staff = user.roles.some((role) => role === "guard" || role === "resolver" || role === "admin");
  if (!intent || (intent.payerId !== user.userId && !staff)) throw new DomainError("NOT_FOUND");
  return intentViewOf(ctx, intent, await now(ctx), rails);
}

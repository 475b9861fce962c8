import { DomainError, type IntentView, uuidOf } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser } from "@amanat/db";
import { intentViewOf } from "../internal/views.ts";

/** The deal's newest intent, for its payer and for staff. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export async function getIntent(ctx: Ctx, input: { dealId: string }): Promise<IntentView> {
  const user = requireUser(ctx.actor);
  const scope = uuidOf("deal", input.dealId);
  if (scope === null) throw new DomainError("NOT_FOUND");
  const db = reader(ctx);
  const intent = await db.paymentIntent.findFirst({
    where: { scope, tenantId: user.tenantId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  const staff = user.roles.some((role) => role === "guard" || role === "resolver" || role === "admin");
  if (!intent || (intent.payerId !== user.userId && !staff)) throw new DomainError("NOT_FOUND");
  return intentViewOf(ctx, intent, await now(ctx));
}

import { type changePolicyInput, DomainError, type PolicyView } from "@amanat/contracts";
import { audit, type Ctx, newId, oncePerKey, requireRole, requireStepUp } from "@amanat/db";
import type * as z from "zod";
import { sayChanged } from "../internal/news.ts";
import { policyOf, policyViews, writePolicy } from "../internal/policies.ts";
import type { RetentionPorts } from "../ports.ts";

/**
 * Decides how long a kind of record is kept, and whether it is cleared away by itself.
 *
 * - Who: an admin, with a proof of presence over kind and time. From: the version they saw, no shorter than the kind's least.
 * - Two at once: one, the other VERSION_CONFLICT. Replay: the stored answer; without a key VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (`too_low`), VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changePolicy(
  ctx: Ctx,
  input: z.output<typeof changePolicyInput>,
  { purgeables }: Pick<RetentionPorts, "purgeables">,
): Promise<PolicyView> {
  requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "retention.changePolicy", input, async (tx) => {
    const policy = await policyOf(tx, purgeables(), input.kind);
    if (input.days < policy.of.leastDays)
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "days", code: "too_low" }] });
    if ((policy.row?.version ?? 0) !== input.version) throw new DomainError("VERSION_CONFLICT");
    const subject = `${input.kind}: ${input.days} ${input.auto ? "auto" : "by hand"}`;
    await requireStepUp(tx, { action: "retention.change", subject, amount: null, asset: null, destination: null });
    const after = await writePolicy(tx, policy, input);
    const payload = { kind: input.kind, days: input.days, auto: input.auto };
    await audit(tx, { action: "retention.policy_changed", subjectKind: "retention_policy", subjectId: null, payload });
    await sayChanged(tx, "policy", newId());
    const [view] = await policyViews(tx, [after]);
    if (!view) throw new DomainError("NOT_FOUND");
    return view;
  });
}

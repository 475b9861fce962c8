import { ECDH } from "node:crypto";
import { DomainError, type pushSubscribeInput, type pushSubscriptionView } from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import { OutboundError } from "@amanat/outbound";
import type * as z from "zod";
import { bind, view } from "../internal/subscriptions.ts";
import type { PushPorts } from "../ports.ts";

/**
 * A browser wants to be woken for whoever is signed in there. It is bound to them and to their session, whoever it was bound to before.
 *
 * - Who: anybody signed in; no API key. The eleventh browser of one person takes the place of the oldest.
 * - Two at once, replay: one row for one browser; without a key bound again, to the same.
 * - Dies before the commit: nothing is there. Its address is looked up before the transaction, and again at each push.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR (no keys of a browser; an address that is not on the internet), INVALID_STATE (no keys), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function subscribe(
  ctx: Ctx,
  input: z.output<typeof pushSubscribeInput>,
  { outbound, publicKey }: PushPorts,
): Promise<z.input<typeof pushSubscriptionView>> {
  const user = requireUser(ctx.actor);
  if (publicKey === null) throw new DomainError("INVALID_STATE", "Push is not set up here.");
  requireKeys(input);
  await requireReachable(outbound, input.endpoint);
  return oncePerKey(ctx, "push.subscribe", input, async (tx) => {
    const { row, isNew } = await bind(tx, user, input);
    if (isNew) await audit(tx, { action: "push.subscribed", subjectKind: "push_subscription", subjectId: row.id, payload: {} });
    return view(row);
  });
}

/** Errors: VALIDATION_ERROR at `endpoint`. */
async function requireReachable(outbound: PushPorts["outbound"], endpoint: string): Promise<void> {
  try {
    await outbound.check(endpoint);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    const issues = [{ path: "endpoint", code: `outbound_${error.fault}` }];
    throw new DomainError("VALIDATION_ERROR", error.message, { issues, cause: error });
  }
}

/** That something can be sealed for this browser: a point on its curve, and 16 bytes. Errors: VALIDATION_ERROR at `p256dh` or `auth`. */
function requireKeys({ p256dh, auth }: { readonly p256dh: string; readonly auth: string }): void {
  const refused = (path: string, cause?: unknown) =>
    new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path, code: "push_key" }], cause });
  try {
    ECDH.convertKey(p256dh, "prime256v1", "base64url");
  } catch (error) {
    throw refused("p256dh", error);
  }
  if (Buffer.from(auth, "base64url").length !== 16) throw refused("auth");
}

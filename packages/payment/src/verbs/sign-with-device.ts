import { approvalTextInput, deviceTextInput, DomainError, parsed, type TextToSign, uuidOf } from "@amanat/contracts";
import { type Ctx, oncePerKey, requireRole } from "@amanat/db";
import type * as z from "zod";
import { refuseNewAdmin } from "../internal/approver-fitness.ts";
import { lockPayout } from "../internal/rows.ts";
import { activeDevices, approvalTextOf, deviceTextOf, keysOf, textView } from "../internal/safekeeping.ts";
import { replaceText } from "../internal/write-safekeeping.ts";
import type { PayInPorts } from "../ports.ts";

type Ports = Pick<PayInPorts, "people" | "safekeeping">;

/**
 * The text that an admin's device signs to approve one payout, within ten minutes and once. It names payout, network, token, recipient and amount.
 *
 * - Who: an admin with an active device. From: `pending_approval`.
 * - Two at once, and again: the later text voids the earlier. Replay with the same Idempotency-Key: the stored answer.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, DEVICE_NEEDED (no own device is active),
 * NOT_SUPPORTED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function approvalText(ctx: Ctx, input: z.input<typeof approvalTextInput>, ports: Ports): Promise<TextToSign> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(approvalTextInput, input);
  keysOf(ports);
  return oncePerKey(ctx, "payment.approvalText", command, async (tx) => {
    const id = uuidOf("payout", command.payoutId);
    const payout = id === null ? null : await lockPayout(tx, id);
    if (!payout) throw new DomainError("NOT_FOUND");
    if (payout.status !== "pending_approval") throw new DomainError("INVALID_STATE");
    if (payout.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    const devices = await activeDevices(tx, admin.userId);
    if (devices.length === 0) throw new DomainError("DEVICE_NEEDED");
    const asset = await tx.tx.asset.findUniqueOrThrow({ where: { id: payout.assetId } });
    const text = await replaceText(tx, { adminId: admin.userId, subjectId: payout.id });
    return textView(
      text,
      approvalTextOf({ payout, asset }, text),
      devices.map(({ address }) => address),
    );
  });
}

/**
 * The text by which a device shows that it has the key that an admin registers. Nothing is registered yet.
 *
 * - Who: an admin who may decide. Two at once, and again: the later text voids the earlier.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (`xpub` is no extended public key), NOT_SUPPORTED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function deviceText(ctx: Ctx, input: z.input<typeof deviceTextInput>, ports: Ports): Promise<TextToSign> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(deviceTextInput, input);
  return oncePerKey(ctx, "payment.deviceText", command, async (tx) => {
    await refuseNewAdmin(tx, ports);
    const address = deviceAddress(command.xpub, ports);
    const text = await replaceText(tx, { adminId: admin.userId, subjectId: admin.userId });
    return textView(text, deviceTextOf({ ownerId: admin.userId, address }, text), [address]);
  });
}

/** Errors: VALIDATION_ERROR (no extended public key), NOT_SUPPORTED. */
export function deviceAddress(xpub: string, ports: Ports): string {
  const address = keysOf(ports).devices.addressOf(xpub);
  if (address === null) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "xpub", code: "not_a_key" }] });
  return address;
}

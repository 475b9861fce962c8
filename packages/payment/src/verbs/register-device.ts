import {
  decideDeviceInput,
  DEVICES_EACH,
  type DeviceView,
  DomainError,
  parsed,
  publicId,
  registerDeviceInput,
  uuidOf,
} from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole, requireStepUp, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { refuseNewAdmin } from "../internal/approver-fitness.ts";
import { type DeviceRow, lockDevice } from "../internal/rows.ts";
import { deviceTextOf, keysOf, ROOMS, takeSigned, viewDevice } from "../internal/safekeeping.ts";
import { insertDevice, moveDevice } from "../internal/write-safekeeping.ts";
import type { PayInPorts } from "../ports.ts";
import { decisionsOn } from "../safekeeping-state.ts";
import { deviceAddress } from "./sign-with-device.ts";

type Ports = Pick<PayInPorts, "people" | "safekeeping">;

/**
 * An admin registers a device that will sign their approvals: by its extended public key, a text it has signed, and a proof of presence. It
 * signs nothing until another admin accepts it.
 *
 * - Who: an admin who may decide, for themselves. From: no device that is not revoked has this key, and the admin has fewer than three.
 * - Two at once: the text is there once, so one registers: TEXT_NOT_SIGNED for the other. Two admins with one key: INVALID_STATE for the second.
 * - Replay: with the same Idempotency-Key the stored answer; without one TEXT_NOT_SIGNED.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, TEXT_NOT_SIGNED, DEVICE_LIMIT, INVALID_STATE, STEP_UP_REQUIRED, NOT_SUPPORTED,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function registerDevice(ctx: Ctx, input: z.input<typeof registerDeviceInput>, ports: Ports): Promise<DeviceView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(registerDeviceInput, input);
  return oncePerKey(ctx, "payment.registerDevice", command, async (tx) => {
    const { label, xpub, signed } = command;
    await refuseNewAdmin(tx, ports);
    const address = deviceAddress(xpub, ports);
    await requireStepUp(tx, { action: "device.register", subject: label, amount: null, asset: null, destination: address });
    const text = await takeSigned(tx, signed, admin.userId);
    const signer = await keysOf(ports).devices.signerOf({
      text: deviceTextOf({ ownerId: admin.userId, address }, text),
      signature: signed.signature,
    });
    if (signer !== address) throw new DomainError("TEXT_NOT_SIGNED");
    const { tenantId } = tx.actor;
    if ((await tx.tx.approvalDevice.count({ where: { tenantId, ownerId: admin.userId, status: { not: "revoked" } } })) >= DEVICES_EACH)
      throw new DomainError("DEVICE_LIMIT");
    const at = await now(tx);
    const by = { movedById: admin.userId, movedByName: admin.name, movedAt: at, createdAt: at };
    const device = await insertDevice(tx, { tenantId, ownerId: admin.userId, ownerName: admin.name, label, xpub, address, ...by });
    await tellChange(tx, device, "device.register");
    return viewDevice(tx, device);
  });
}

/**
 * An admin decides about a device: `accept` one that another registered, `suspend` one at once, and then `keep` or `revoke` it, which is for
 * another than who suspended it. One that waits can be revoked by anybody, also by its owner.
 *
 * - Two at once: one after the other, the second VERSION_CONFLICT. Replay: with the same Idempotency-Key the stored answer; without one
 *   VERSION_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (no such decision now), SELF_APPROVAL (another has
 * to), STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function decideDevice(
  ctx: Ctx,
  input: z.input<typeof decideDeviceInput>,
  ports: Pick<PayInPorts, "people">,
): Promise<DeviceView> {
  const admin = requireRole(ctx.actor, "admin");
  const command = parsed(decideDeviceInput, input);
  return oncePerKey(ctx, "payment.decideDevice", command, async (tx) => {
    await refuseNewAdmin(tx, ports);
    const id = uuidOf("device", command.deviceId);
    const device = id === null ? null : await lockDevice(tx, id);
    if (!device) throw new DomainError("NOT_FOUND");
    if (device.version !== command.version) throw new DomainError("VERSION_CONFLICT");
    const to = decisionsOn(device, admin.userId).get(command.decision);
    if (to === undefined) throw new DomainError(isThere(device, command.decision) ? "SELF_APPROVAL" : "INVALID_STATE");
    await requireStepUp(tx, {
      action: "device.decide",
      subject: `${command.decision} ${device.label}`,
      amount: null,
      asset: null,
      destination: device.address,
    });
    const moved = await moveDevice(tx, device, to, admin);
    await tellChange(tx, moved, "device.decide");
    return viewDevice(tx, moved);
  });
}

/** Whether somebody could decide so now. Nobody's id is empty. */
const isThere = (device: DeviceRow, decision: z.output<typeof decideDeviceInput>["decision"]): boolean =>
  decisionsOn(device, "").has(decision);

async function tellChange(tx: TxCtx, device: DeviceRow, action: string): Promise<void> {
  const { id, ownerId, address, label, status } = device;
  await audit(tx, { action, subjectKind: "device", subjectId: id, payload: { ownerId, address, label, status } });
  const payload = { deviceId: publicId("device", id), status: viewDevice(tx, device).status };
  await appendEvents(tx, [{ type: "safekeeping.device_changed.v1", subjectId: id, payload, channels: ROOMS, actorRole: "admin" }]);
}

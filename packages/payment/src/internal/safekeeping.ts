/** Approvals that a device signs: whether one is needed, which text it signs, and whose signature counts. */
import {
  type BreakGlassView,
  breakGlassView,
  type DeviceView,
  deviceView,
  DomainError,
  formatUnits,
  publicId,
  type SignedText,
  type TextToSign,
  uuidOf,
} from "@amanat/contracts";
import { appendEvents, closeDeadline, type Ctx, mendIncidents, now, reader, requireUser, type TxCtx } from "@amanat/db";
import type { PayInPorts } from "../ports.ts";
import { decisionsOn, type Safekeeping } from "../safekeeping-state.ts";
import type { AssetRow, BreakGlassRow, DeviceRow, PayoutRow, TextRow } from "./rows.ts";
import { endGlassRow, takeText } from "./write-safekeeping.ts";

type Ports = Pick<PayInPorts, "safekeeping">;

/** The glass that is broken now. One whose hour is over does not count, ended or not. */
export async function liveGlass(ctx: Ctx): Promise<BreakGlassRow | null> {
  const found = await reader(ctx).breakGlass.findFirst({ where: { tenantId: ctx.actor.tenantId, endedAt: null } });
  return found !== null && found.until > (await now(ctx)) ? found : null;
}

/** Whether a payout is approved with a device alone. */
export async function isDeviceNeeded(ctx: Ctx, { safekeeping }: Ports): Promise<boolean> {
  return safekeeping?.required === true && (await liveGlass(ctx)) === null;
}

/** Devices of an admin that may sign. */
export function activeDevices(ctx: Ctx, ownerId: string): Promise<DeviceRow[]> {
  return reader(ctx).approvalDevice.findMany({
    where: { tenantId: ctx.actor.tenantId, ownerId, status: "active" },
    orderBy: { createdAt: "asc" },
  });
}

/** One field a line, so that any device shows it whole (EIP-191). Amounts also in base units: those are what is paid. */
export function approvalTextOf({ payout, asset }: { payout: PayoutRow; asset: AssetRow }, text: TextRow): string {
  return [
    "Amanat: approve this payout.",
    "",
    `Payout: ${publicId("payout", payout.id)}`,
    `Network: ${payout.chain}`,
    `Token: ${asset.token ?? asset.id}`,
    `To: ${payout.destination}`,
    `Amount: ${formatUnits(payout.amount, asset.decimals)} ${asset.symbol}`,
    `Base units: ${payout.amount}`,
    ...lastLines(text),
  ].join("\n");
}

export function deviceTextOf({ ownerId, address }: { ownerId: string; address: string }, text: TextRow): string {
  return [
    "Amanat: this device signs approvals.",
    "",
    `Admin: ${publicId("user", ownerId)}`,
    `Address: ${address}`,
    ...lastLines(text),
  ].join("\n");
}

const lastLines = ({ id, expiresAt }: TextRow): string[] => [`Nonce: ${publicId("textToSign", id)}`, `Expires: ${expiresAt.toISOString()}`];

export function textView(row: TextRow, text: string, addresses: readonly string[]): TextToSign {
  return { textId: publicId("textToSign", row.id), text, expiresAt: row.expiresAt.toISOString(), addresses: [...addresses] };
}

/** Takes the text that an admin was given about something. Errors: TEXT_NOT_SIGNED (none, another's, used, too old). */
export function takeSigned(tx: TxCtx, { textId }: SignedText, subjectId: string): Promise<TextRow> {
  return takeText(tx, { id: uuidOf("textToSign", textId), adminId: requireUser(tx.actor).userId, subjectId });
}

/**
 * The admin's own device that signed for this payout as it is now; null where none has to and none did. The caller has locked the payout.
 * Errors: DEVICE_NEEDED, TEXT_NOT_SIGNED.
 */
export async function signedApproval(
  tx: TxCtx,
  { payout, signed }: { payout: PayoutRow; signed: SignedText | undefined },
  ports: Ports,
): Promise<DeviceRow | null> {
  if (signed === undefined) {
    if (await isDeviceNeeded(tx, ports)) throw new DomainError("DEVICE_NEEDED");
    return null;
  }
  const { devices } = keysOf(ports);
  const row = await takeSigned(tx, signed, payout.id);
  const asset = await tx.tx.asset.findUniqueOrThrow({ where: { id: payout.assetId } });
  const signer = await devices.signerOf({ text: approvalTextOf({ payout, asset }, row), signature: signed.signature });
  const device = (await activeDevices(tx, row.adminId)).find(({ address }) => address === signer);
  if (device === undefined) throw new DomainError("TEXT_NOT_SIGNED");
  return device;
}

/** Errors: NOT_SUPPORTED (this process reads no devices). */
export function keysOf({ safekeeping }: Ports): Safekeeping {
  if (safekeeping === undefined) throw new DomainError("NOT_SUPPORTED");
  return safekeeping;
}

/** It is over: by somebody's word, or by its time. Null where it was already. */
export async function mendGlass(tx: TxCtx, row: BreakGlassRow, by: { userId: string; name: string } | null): Promise<BreakGlassRow | null> {
  const ended = await endGlassRow(tx, row, by);
  if (ended === null) return null;
  await closeDeadline(tx, glassTimerOf(row.id));
  await mendIncidents(tx, row.id, ["safekeeping.glass_broken"]);
  const payload = { breakGlassId: publicId("breakGlass", row.id) };
  await appendEvents(tx, [{ type: "safekeeping.glass_mended.v1", subjectId: row.id, payload, channels: ROOMS, actorRole: "system" }]);
  return ended;
}

export const ROOMS = ["role:admin", "role:guard"];
export const glassTimerOf = (id: string) => ({ purpose: "glass_ends", subjectId: id });

export function glassView(row: BreakGlassRow): BreakGlassView {
  const { id, startedByName: by, reason, startedAt, until, endedAt, endedByName: endedBy } = row;
  return breakGlassView.parse({
    id: publicId("breakGlass", id),
    by,
    reason,
    startedAt: startedAt.toISOString(),
    until: until.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    endedBy,
  });
}

export function viewDevice(ctx: Ctx, row: DeviceRow): DeviceView {
  const { userId, roles } = requireUser(ctx.actor);
  return deviceView.parse({
    id: publicId("device", row.id),
    label: row.label,
    owner: row.ownerName,
    mine: row.ownerId === userId,
    status: row.status,
    address: row.address,
    movedBy: row.movedByName,
    movedAt: row.movedAt.toISOString(),
    may: roles.includes("admin") ? [...decisionsOn(row, userId).keys()] : [],
    version: row.version,
  });
}

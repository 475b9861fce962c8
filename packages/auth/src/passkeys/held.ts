import type { PasskeyView } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";

/** A session's `amr` when it began with a passkey (RFC 8176: proof of a key held by hardware). */
export const BY_PASSKEY = "hwk";

type Row = {
  credentialId: string;
  name: string;
  deviceType: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  flaggedAt: Date | null;
};

/** A passkey as its owner sees it. */
export function viewOf(row: Row): PasskeyView {
  return {
    id: row.credentialId,
    name: row.name,
    synced: row.deviceType === "multiDevice",
    flagged: row.flaggedAt !== null,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** The person's passkeys, the oldest first, those that are out of use included. */
export function heldBy(ctx: Ctx, userId: string) {
  return reader(ctx).passkey.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { credentialId: "asc" }], take: 100 });
}

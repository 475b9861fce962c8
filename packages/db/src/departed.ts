import type { TxCtx } from "./context.ts";

/** Stored answers of a pass. */
const PASS = 500;

/**
 * One bounded pass over what the platform itself keeps of a person who goes: their name in events, and the answers stored for their keys. The
 * database lets it happen to nobody else (`event_erase_departed`). Returns how many rows it changed.
 */
export async function eraseFootsteps(tx: TxCtx, userId: string): Promise<number> {
  const [row] = await tx.tx.$queryRaw<{ erased: number }[]>`SELECT event_erase_departed(${userId}::uuid) AS erased`;
  const keys = await tx.tx.$executeRaw`
    DELETE FROM "IdempotencyKey" WHERE ("principal", "route", "key") IN (
      SELECT "principal", "route", "key" FROM "IdempotencyKey" WHERE "principal" = ${userId} LIMIT ${PASS}::int)`;
  return (row?.erased ?? 0) + keys;
}

import type { Database } from "../database.ts";
import { vi } from "vitest";

/** Waits until readers are given everything that has happened here: other tests' transactions on this server hold back the horizon. */
export async function untilReadable({ pool }: Pick<Database, "pool">): Promise<void> {
  const asked = `SELECT NOT EXISTS (SELECT FROM "Event" WHERE "stamp" >= event_horizon()) AS readable`;
  await vi.waitUntil(async () => (await pool.query<{ readable: boolean }>(asked)).rows[0]?.readable, { timeout: 20_000, interval: 5 });
}

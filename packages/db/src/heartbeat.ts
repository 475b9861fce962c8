import type { Ctx } from "./context.ts";
import { reader } from "./context.ts";
import type { Json } from "./json.ts";

export type HeartbeatRow = {
  process: string;
  at: Date;
  detail: unknown;
  /** Milliseconds since, by the database's clock. */ ageMs: number;
};

/** Says that a process is alive, by the real clock of the database (never a test's). */
export async function beat(ctx: Ctx, process: string, detail: Json): Promise<void> {
  await reader(ctx).$executeRaw`
    INSERT INTO "Heartbeat" ("process", "at", "detail") VALUES (${process}, clock_timestamp(), ${JSON.stringify(detail)}::jsonb)
    ON CONFLICT ("process") DO UPDATE SET "at" = EXCLUDED."at", "detail" = EXCLUDED."detail"`;
}

/** The last heartbeat of every process. */
export function heartbeats(ctx: Ctx): Promise<HeartbeatRow[]> {
  return reader(ctx).$queryRaw<HeartbeatRow[]>`
    SELECT "process", "at", "detail", (extract(epoch FROM clock_timestamp() - "at") * 1000)::float8 AS "ageMs"
    FROM "Heartbeat" ORDER BY "process"`;
}

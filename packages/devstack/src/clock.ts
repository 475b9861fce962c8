import path from "node:path";
import { lastUrlOf } from "@amanat/db/server";
import pg from "pg";
import { DATABASE } from "./database.ts";
import { StackError } from "./stack-error.ts";

/** Runs `sql` on the database of a world of our own, as its owner: for what the passing of days would do, which no call does. */
async function onWorld(dataDir: string, sql: string, values: readonly string[]): Promise<number> {
  const url = await lastUrlOf(path.join(dataDir, "postgres"));
  if (url === null) throw new StackError(`no database in ${dataDir}`);
  const client = new pg.Client({ connectionString: Object.assign(new URL(url), { pathname: `/${DATABASE}` }).toString() });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

/** Brings the end of a clock to now. Throws where no such clock runs. */
export async function endClock(dataDir: string, { purpose, subjectId }: { purpose: string; subjectId: string }): Promise<void> {
  const sql = `UPDATE "Deadline" SET "dueAt" = now() WHERE "purpose" = $1 AND "subjectId" = $2::uuid AND "status" = 'pending'`;
  if ((await onWorld(dataDir, sql, [purpose, subjectId])) === 0) throw new StackError(`no ${purpose} runs for ${subjectId}`);
}

/** Ends the time in which a case takes evidence. */
export async function endEvidence(dataDir: string, caseId: string): Promise<void> {
  await onWorld(dataDir, `UPDATE "DisputeCase" SET "evidenceUntil" = now() WHERE "id" = $1::uuid`, [caseId]);
}

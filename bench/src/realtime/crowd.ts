import { setTimeout as sleep } from "node:timers/promises";
import { VERBS } from "@amanat/contexts";
import type { UserActor } from "@amanat/contracts";
import { createCtx, type Database, openDatabase, TENANT_ID } from "@amanat/db";
import pg from "pg";
import { BenchError } from "../bench-error.ts";
import { spreadOf } from "../figures.ts";

/** Requests a second of 64 writers at once, as they are and without the market's channel; and the one over the other. */
export type Crowd = { with: number; without: number; ratio: number };

const WRITERS = 64;
const ASSET = `eip155:31337/erc20:0x${"1".repeat(40)}`;
const WISH = {
  title: "Something for the bench",
  description: "What somebody would want, again and again",
  productType: "service",
  category: "other",
  asset: ASSET,
  budgetMin: "1000000",
  budgetMax: "2000000",
  delivery: { mode: "online", channel: "mail" },
};

/** What is told to the market goes nowhere while this stands: everything else of the same transactions stays as it is. */
const MUTE = `
  CREATE OR REPLACE FUNCTION bench_mute() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
  CREATE TRIGGER bench_mute BEFORE INSERT ON "Event" FOR EACH ROW WHEN (NEW."channel" = 'market') EXECUTE FUNCTION bench_mute()`;

async function writeFor(db: Database, people: readonly UserActor[], ms: number): Promise<number> {
  const verb = VERBS["marketplace"]?.["createRequest"] as ((ctx: unknown, input: unknown) => Promise<unknown>) | undefined;
  if (verb === undefined) throw new BenchError("there is no createRequest");
  const until = performance.now() + ms;
  let count = 0;
  const one = async (n: number): Promise<void> => {
    const actor = people[n % people.length];
    if (actor === undefined) throw new BenchError("nobody is signed in");
    while (performance.now() < until) {
      await verb(createCtx(db, actor), WISH);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, n) => one(n)));
  return (count * 1_000) / ms;
}

/** Interleaved, every second round the other way round. */
export async function measureCrowd(pgUrl: string, superUrl: string, { rounds, ms }: { rounds: number; ms: number }): Promise<Crowd> {
  const db = await openDatabase({ url: pgUrl, applicationName: "bench-crowd", poolSize: WRITERS });
  const owner = new pg.Client({ connectionString: superUrl });
  await owner.connect();
  try {
    await db.prisma.asset.createMany({
      data: [
        { id: ASSET, chain: "eip155:31337", chainName: "Test", token: `0x${"1".repeat(40)}`, symbol: "TST", name: "Test", decimals: 6 },
      ],
      skipDuplicates: true,
    });
    const { rows } = await owner.query<{ userId: string; sessionId: string }>(
      `SELECT "userId"::text AS "userId", "id"::text AS "sessionId" FROM "Session" LIMIT $1`,
      [WRITERS],
    );
    const people = rows.map((row): UserActor => ({
      kind: "user",
      tenantId: TENANT_ID,
      name: "Reader",
      roles: ["buyer", "seller"],
      scopes: null,
      ...row,
    }));
    await writeFor(db, people, ms);
    const found: Record<"with" | "without", number[]> = { with: [], without: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const how of round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const)) {
        if (how === "without") await owner.query(MUTE);
        found[how].push(await writeFor(db, people, ms));
        await owner.query(`DROP TRIGGER IF EXISTS bench_mute ON "Event"`);
        await sleep(100);
      }
    }
    const [all, muted] = [spreadOf(found.with)?.median ?? Number.NaN, spreadOf(found.without)?.median ?? Number.NaN];
    return { with: all, without: muted, ratio: Number((all / muted).toFixed(3)) };
  } finally {
    await owner.end();
    await db.close();
  }
}

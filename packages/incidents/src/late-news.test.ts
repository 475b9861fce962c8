import { changeSetting, inTransaction } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test, vi } from "vitest";
import { SETTINGS } from "./settings.ts";
import { tellLateNews } from "./verbs/tell-late-news.ts";

const database = useDatabase();
let people: Cast;
beforeAll(async () => {
  people = await cast(database.db);
  await inTransaction(people.system(), (tx) => changeSetting(tx, SETTINGS.lateNewsSeconds, 1));
});

const live = () => database.db.prisma.incident.findMany({ where: { kind: "events.late", state: { not: "closed" } } });

test("a transaction that stays open is told once, with its process; when it has ended, that is over", async () => {
  const turn = tellLateNews();
  const writer = await database.db.pool.connect();
  await writer.query("BEGIN");
  const { rows } = await writer.query<{ pid: number; xid: string }>("SELECT pg_backend_pid() AS pid, pg_current_xact_id()::text AS xid");
  await turn(people.system());
  expect(await live()).toEqual([]);
  await vi.waitFor(
    async () => {
      await turn(people.system());
      expect(await live()).toMatchObject([{ detail: { pid: String(rows[0]?.pid), role: "amanat_app" } }]);
    },
    { timeout: 20_000, interval: 300 },
  );
  await turn(people.system());
  expect(await live()).toHaveLength(1);
  // A worker that starts meanwhile knows nothing of before, and closes nothing.
  await tellLateNews()(people.system());
  expect(await live()).toHaveLength(1);
  await writer.query("ROLLBACK");
  writer.release();
  await vi.waitFor(
    async () => {
      await turn(people.system());
      expect(await live()).toEqual([]);
    },
    { timeout: 20_000, interval: 300 },
  );
  expect(await database.db.prisma.incident.findFirst({ where: { kind: "events.late" } })).toMatchObject({ resolution: "mended" });
});

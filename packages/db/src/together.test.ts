import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { useDatabase } from "./testing/index.ts";
import { askTogether } from "./together.ts";

const test = useDatabase();
let pool: pg.Pool;
beforeAll(() => {
  pool = new pg.Pool({ connectionString: test.urls.app, max: 2, pipeline: true });
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
});
afterAll(() => pool.end());

const ask = async (text: string, values: unknown[] = []): Promise<Record<string, unknown> | undefined> =>
  (await askTogether(pool, { name: text, text, values })).rows[0] as Record<string, unknown> | undefined;
const outcome = (answer: PromiseSettledResult<unknown>): unknown =>
  answer.status === "fulfilled" ? answer.value : (answer.reason as { code?: string }).code;

it("what is asked at once goes over one connection, and each gets its own answer, also of one statement with several values", async () => {
  const answers = await Promise.all(["a", "b", "c"].map((word) => ask("SELECT $1::text AS word, pg_backend_pid() AS pid", [word])));
  expect(answers.map((row) => row?.["word"])).toEqual(["a", "b", "c"]);
  expect(new Set(answers.map((row) => row?.["pid"])).size).toBe(1);
});

it("one that fails fails alone, and those behind it are answered", async () => {
  const answers = await Promise.allSettled([
    ask("SELECT 1 AS n"),
    ask("SELECT 1 / $1::int AS n", [0]),
    ask("SELECT nothing"),
    ask("SELECT 2 AS n"),
    ask("SELECT 1 AS n"),
  ]);
  expect(answers.map(outcome)).toEqual([{ n: 1 }, "22012", "42703", { n: 2 }, { n: 1 }]);
  expect(await ask("SELECT 1 / $1::int AS n", [1])).toEqual({ n: 1 });
});

it("more than its connections can take at once waits, and is answered in full", async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => ask("SELECT $1::int AS n, pg_backend_pid() AS pid", [n])));
  expect(answers.map((row) => row?.["n"])).toEqual(Array.from({ length: 200 }, (_, n) => n));
  expect(new Set(answers.map((row) => row?.["pid"])).size).toBeLessThanOrEqual(2);
});

it("a connection that is lost fails what it carried, and the next question is answered", async () => {
  const lost = await Promise.allSettled([ask("SELECT pg_terminate_backend(pg_backend_pid())"), ask("SELECT 3 AS n")]);
  expect(lost.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await ask("SELECT 3 AS n")).toEqual({ n: 3 });
});

it("the reads of a process change nothing", async () => {
  const write = { text: `DELETE FROM "Setting"`, values: [] };
  await expect(askTogether(test.db.readPool, write)).rejects.toMatchObject({ code: "25006" });
});

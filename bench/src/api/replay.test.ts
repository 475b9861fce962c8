import { describe, expect, test } from "vitest";
import { readOptions } from "./options.ts";
import { template, writeOf } from "./replay.ts";
import { pack, type Statement, unpack } from "./statements.ts";

const [A, B, ROW, OTHER, TENANT] = ["a", "b", "c", "d", "e"].map((letter) => `01930000-0000-7000-8000-${letter.repeat(12)}`) as [
  string,
  string,
  string,
  string,
  string,
];
const bare = (id: string) => id.replaceAll("-", "");
const recorded = (id: string, row: string, seq: number): Statement[] => [
  { text: "BEGIN", values: [] },
  { text: 'SELECT 1 FROM "Setting"', values: [TENANT] },
  { text: 'SELECT * FROM "Request" WHERE "id" = $1 FOR UPDATE', values: [row] },
  { text: 'INSERT INTO "Offer" VALUES ($1, $2, $3, $4)', values: [id, TENANT, row, { date: "2026-01-01T00:00:00.000Z" }] },
  { text: 'WITH e AS (INSERT INTO "Event" VALUES ($1, $2))', values: [String(seq), `{"offerId":"off_${bare(id)}"}`] },
];

describe("a write that was recorded twice", () => {
  const write = writeOf([recorded(A, ROW, 7), recorded(B, OTHER, 8)], { result: { data: { id: `off_${bare(A)}` } } }, [ROW, OTHER]);

  test("keeps what changes something and what locks", () => {
    expect(write.statements.map(({ text }) => text.split(" ")[0])).toEqual(["SELECT", "INSERT", "WITH"]);
  });

  test("is made again with new ids and numbers, about another row, and otherwise as it was", () => {
    const fresh = { id: () => B, number: () => 99 };
    const { values, answer } = template(write)(fresh, TENANT.replace("e".repeat(12), "f".repeat(12)));
    const row = TENANT.replace("e".repeat(12), "f".repeat(12));
    expect(values).toEqual([[row], [B, TENANT, row, { date: "2026-01-01T00:00:00.000Z" }], ["99", `{"offerId":"off_${bare(B)}"}`]]);
    expect(answer).toEqual({ result: { data: { id: `off_${bare(B)}` } } });
  });

  test("is refused when the two are not the same statements", () => {
    expect(() => writeOf([recorded(A, ROW, 7), []], {}, [ROW, OTHER])).toThrow("not the same");
  });
});

test("values go through a file and come back", () => {
  const values = [Buffer.from([1, 2, 255]), new Date(0), ["a", Buffer.from([0])], null, 7, "text"];
  expect((JSON.parse(JSON.stringify(values.map(pack))) as unknown[]).map(unpack)).toEqual(values);
});

test("a command that makes no sense is told so in one line", () => {
  expect(readOptions(["--json", "--only", "list,me"])).toMatchObject({ json: true, only: ["list", "me"], requests: 20_000, rounds: 3 });
  for (const args of [["--rounds", "many"], ["--only", "nothing"], ["--connections", "500"], ["--what"]])
    expect(() => readOptions(args)).toThrow(/npm run bench -- api|there are: list/);
});

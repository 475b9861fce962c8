import { PassThrough, Writable } from "node:stream";
import { newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type CsvOptions, type Leg, tryPost, writeTransfersCsv } from "../../index.ts";
import { csvWriter } from "@amanat/sealing";

const house = useDatabase();
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000e3";
const other = "eip155:31337/slip44:60";
const scope = newId();
/** What somebody would name themselves to run a program on an accountant's machine. */
const hostile = `=HYPERLINK("http://evil.example","x"),\r\n@SUM(A1)`;
const ALL = { from: new Date(0), to: new Date("2100-01-01"), decimals: new Map([[asset, 6]]) };
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
  const post = (...legs: Leg[]) => tryPost(people.system(), { id: newId(), legs });
  const custody = { kind: "custody", party: hostile, asset } as const;
  await post({ debit: custody, credit: { kind: "received", scope, asset }, amount: 1_500_000n, code: "deposit", chainRef: "+1" });
  await post({
    debit: { kind: "operator", asset: other },
    credit: { kind: "available", party: "p", asset: other },
    amount: 2n ** 256n - 1n,
    code: "operator_funding",
  });
  for (let n = 0; n < 400; n += 1)
    await post({
      debit: { kind: "operator", asset },
      credit: { kind: "available", party: "p", asset },
      amount: 1n,
      code: "operator_funding",
    });
});

/** A strict reader of RFC 4180: refuses a bare quote, and lines that do not end with CRLF. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error("not RFC 4180");
    row.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

async function collected(out: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of out) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function exported(options: Partial<CsvOptions> = {}): Promise<string[][]> {
  const out = new PassThrough();
  const [text] = await Promise.all([collected(out), writeTransfersCsv(people.guard(), { ...ALL, ...options }, out)]);
  return parseCsv(text);
}

describe("the file", () => {
  test("has a line per transfer, amounts in base units and as people read them", async () => {
    const [header, ...lines] = await exported();
    expect(header?.slice(0, 7)).toEqual(["at", "journal", "leg", "code", "asset", "amount", "amount_decimal"]);
    const { rows } = await house.db.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM ledger.transfer");
    expect(lines).toHaveLength(rows[0]?.n ?? -1);
    expect(lines.every((line) => line.length === header?.length)).toBe(true);
    const times = lines.map((line) => line[0] ?? "");
    expect(times).toEqual(times.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
    expect(lines[0]?.slice(2, 7)).toEqual(["1", "deposit", asset, "1500000", "1.5"]);
    expect(lines[1]?.slice(4, 7)).toEqual([other, (2n ** 256n - 1n).toString(), ""]);
  });

  test("abuse 46: it gives a spreadsheet no formula", async () => {
    const [, line] = await exported({ scope });
    expect(line?.[9]).toBe(`'${hostile}`);
    expect(line?.at(-1)).toBe("'+1");
  });

  test("holds what was asked for: a period, a scope, a tenant", async () => {
    expect(await exported({ scope })).toHaveLength(2);
    expect(await exported({ scope: newId() })).toHaveLength(1);
    expect(await exported({ to: new Date(1) })).toHaveLength(1);
    const out = new PassThrough();
    const ctx = people.guard();
    const [text] = await Promise.all([collected(out), writeTransfersCsv({ ...ctx, actor: { ...ctx.actor, tenantId: newId() } }, ALL, out)]);
    expect(parseCsv(text)).toHaveLength(1);
    await expect(writeTransfersCsv(ctx, { ...ALL, from: ALL.to, to: ALL.from }, out)).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("abuse 46: whatever stands in a cell comes back, with a quote in front where it would be a formula", async () => {
    const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[=+\-@\t\r\n"',;]{0,4}[a-z]*$/));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(text, text, fc.bigInt({ min: -(2n ** 256n), max: 2n ** 256n })), { maxLength: 20 }),
        async (lines) => {
          const writer = csvWriter(["a", "b", "n"]);
          const all = writer.toArray();
          for (const line of lines) writer.write(line);
          writer.end();
          const [, ...back] = parseCsv((await all).map(String).join(""));
          const safe = (value: string) => (/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value);
          expect(back).toEqual(lines.map(([a, b, n]) => [safe(a), safe(b), n.toString()]));
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe("a reader who leaves", () => {
  /** Connections of this database that still export. */
  const exporting = async (): Promise<number> => {
    const { rows } = await house.db.pool.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query LIKE '%to_char(t.at%' AND pid <> pg_backend_pid()",
    );
    return rows[0]?.n ?? -1;
  };

  test("ends the cursor and its transaction", async () => {
    const out = new Writable({ highWaterMark: 1, write: () => undefined });
    const writing = writeTransfersCsv(people.guard(), ALL, out);
    await expect.poll(exporting).toBe(1);
    out.destroy();
    // The stream's end and the query's race each other here; either says that the file is not whole.
    const failure = await writing.then(
      () => null,
      (error: { code?: string }) => error.code,
    );
    expect(["ERR_STREAM_PREMATURE_CLOSE", "57014"]).toContain(failure);
    await expect.poll(exporting).toBe(0);
    expect((await exported({ scope })).length).toBe(2);
  });

  test("is not waited for by a query that has not answered yet", async () => {
    await house.as("superuser", async (client) => {
      await client.query("BEGIN; LOCK TABLE ledger.transfer IN ACCESS EXCLUSIVE MODE");
      const out = new PassThrough();
      const writing = writeTransfersCsv(people.guard(), ALL, out);
      await expect.poll(exporting).toBe(1);
      out.destroy();
      await expect(writing).rejects.toThrow();
      await expect.poll(exporting).toBe(0);
      await client.query("ROLLBACK");
    });
    expect((await exported({ scope })).length).toBe(2);
  });
});

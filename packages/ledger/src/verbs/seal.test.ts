import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newId, TENANT_ID } from "@amanat/db";
import { anchorFile } from "@amanat/sealing";
import { atOnce, type Cast, cast, failureCodes, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anchor, type Leg, postBatch, seal, type Sealed, tryPost, verifyLedger } from "../index.ts";

const house = useDatabase();
let people: Cast;
const folder = mkdtempSync(path.join(tmpdir(), "amanat-anchors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  people = await cast(house.db);
});

const asset = "eip155:31337/slip44:60";
const fill = (party: string, amount = 1n): Leg => ({
  debit: { kind: "operator", asset },
  credit: { kind: "available", party, asset },
  amount,
  code: "operator_funding",
});
const post = (party = "p") => tryPost(people.system(), { id: newId(), legs: [fill(party)] });

/** Seals until `rows` more are sealed: other tests' transactions on this server hold the horizon back as well. */
async function sealRows(rows: number): Promise<Sealed[]> {
  const made: Sealed[] = [];
  const sealed = async () => {
    const block = await seal(people.system());
    if (block !== null) made.push(block);
    return made.reduce((sum, each) => sum + each.rows, 0);
  };
  await expect.poll(sealed, { timeout: 20_000, interval: 20 }).toBe(rows);
  return made;
}

async function unsealed(): Promise<number> {
  return house.as("app", async (client) => {
    const { unsealed: count, findings } = await verifyLedger(client);
    expect(findings).toEqual([]);
    return count;
  });
}

describe("sealing", () => {
  test("gathers what is finished into one block, chained to the one before; nothing twice", async () => {
    await post();
    await post();
    const first = await sealRows(2);
    expect(first[0]?.n).toBe(1n);
    expect(await seal(people.system())).toBeNull();
    await post();
    const [second] = await sealRows(1);
    expect(second?.n).toBe(BigInt(first.length) + 1n);
    const { rows } = await house.db.pool.query<{ prev: Buffer }>("SELECT prev FROM ledger.block ORDER BY n DESC LIMIT 1");
    expect(rows[0]?.prev.toString("hex")).toBe(first.at(-1)?.hash);
    expect(await unsealed()).toBe(0);
  });

  test("waits for a transaction that began earlier and still writes, and misses none of its rows", async () => {
    const before = await house.db.prisma.ledgerTransfer.count();
    await house.as("app", async (client) => {
      const leg = { asset, dk: 13, ds: "", dp: "", ck: 8, cs: "", cp: "slow", amount: "1", code: 1, ref: null };
      await client.query("BEGIN");
      await client.query("SELECT ledger.post($1, $2, $3)", [TENANT_ID, newId(), JSON.stringify([leg])]);
      const others = await atOnce(40, (index) => post(`other${index}`));
      expect(failureCodes(others)).toEqual([]);
      expect(await seal(people.system())).toBeNull();
      await client.query("COMMIT");
    });
    await sealRows(41);
    expect(await house.db.prisma.ledgerTransfer.count()).toBe(before + 41);
    expect(await unsealed()).toBe(0);
  });

  test("while 16 writers post and three sealers race, every row ends in exactly one block", async () => {
    let writing = true;
    const sealing = atOnce(3, async () => {
      while (writing) await seal(people.system());
    });
    const posted = await atOnce(16, async (writer) => {
      for (let run = 0; run < 6; run += 1)
        await postBatch(
          people.system(),
          Array.from({ length: 10 }, () => ({ id: newId(), legs: [fill(`w${writer}`)] })),
        );
    });
    writing = false;
    expect(failureCodes(posted)).toEqual([]);
    expect(failureCodes(await sealing)).toEqual([]);
    await expect.poll(async () => ((await seal(people.system())) === null ? unsealed() : -1), { timeout: 20_000 }).toBe(0);
    const { rows } = await house.db.pool.query<{ same: boolean }>(
      "SELECT (SELECT sum(rows) FROM ledger.block) = (SELECT count(*) FROM ledger.transfer) AS same",
    );
    expect(rows[0]?.same).toBe(true);
  });

  test("a block holds whole transactions, however small it was asked to be", async () => {
    await postBatch(
      people.system(),
      Array.from({ length: 7 }, () => ({ id: newId(), legs: [fill("bulk")] })),
    );
    await post();
    await post();
    const sizes: number[] = [];
    const sealed = async () => {
      const { rows } = await house.db.pool.query<{ rows: number }>("SELECT sealed_rows AS rows FROM ledger.seal(2)");
      if (rows[0]) sizes.push(rows[0].rows);
      return sizes.reduce((sum, size) => sum + size, 0);
    };
    await expect.poll(sealed, { timeout: 20_000 }).toBe(9);
    expect(sizes[0]).toBe(7);
    expect(Math.max(...sizes.slice(1))).toBeLessThanOrEqual(2);
    expect(await unsealed()).toBe(0);
  });
});

describe("anchors", () => {
  test("each head is told once, on a file only its owner reads; a torn line is written again", async () => {
    const file = path.join(folder, "anchors.jsonl");
    const blocks = await house.db.prisma.ledgerBlock.count();
    expect(await anchor(people.system(), anchorFile(file))).toBe(blocks);
    expect(await anchor(people.system(), anchorFile(file))).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    appendFileSync(file, '{"n":"99","ha');
    await post();
    await sealRows(1);
    expect(await anchor(people.system(), anchorFile(file))).toBe(1);
    expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(blocks + 1);
    await house.as("app", async (client) => {
      expect(await verifyLedger(client, { anchors: anchorFile(file) })).toMatchObject({ anchors: blocks + 1, findings: [] });
    });
  });

  test("a head that the database does not know stops the anchoring", async () => {
    const file = path.join(folder, "foreign.jsonl");
    const sink = anchorFile(file);
    await sink.append([{ n: 1n, hash: createHash("sha256").digest("hex"), at: new Date() }]);
    await expect(anchor(people.system(), sink)).rejects.toThrow(/history was changed/);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { inTransaction, newId } from "@amanat/db";
import { anchorFile } from "@amanat/sealing";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import type { ClientBase } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anchor, type Finding, type Leg, post, seal, tryPost, verifyLedger } from "../../index.ts";

const house = useDatabase();
let people: Cast;
const folder = mkdtempSync(path.join(tmpdir(), "amanat-verify-"));
const anchors = () => anchorFile(path.join(folder, "anchors.jsonl"));
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000dd";
const scope = newId();
/** The journal whose first leg is tampered with. */
const victim = newId();

afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  people = await cast(house.db);
  const at = (kind: Leg["debit"]["kind"], party = "") => ({ kind, scope, party, asset });
  const custody = { kind: "custody", party: "0xd", asset } as const;
  const journals: [string, Leg[]][] = [
    [
      victim,
      [
        { debit: custody, credit: at("received"), amount: 100n, code: "deposit", chainRef: `eip155:31337:0x1:${scope}` },
        { debit: at("received"), credit: at("held"), amount: 100n, code: "allocate" },
      ],
    ],
    [
      newId(),
      [
        { debit: at("held"), credit: at("releasable", "s"), amount: 98n, code: "release" },
        { debit: at("held"), credit: { kind: "platform_fee", asset }, amount: 2n, code: "fee" },
      ],
    ],
    [newId(), [{ debit: at("releasable", "s"), credit: at("payout_in_flight", "s"), amount: 98n, code: "payout_start" }]],
    [
      newId(),
      [{ debit: at("payout_in_flight", "s"), credit: custody, amount: 98n, code: "payout_settle", chainRef: `eip155:31337:0x2:${scope}` }],
    ],
  ];
  for (const [id, legs] of journals) {
    await inTransaction(people.system(), (tx) => post(tx, { id, legs }));
    // Other tests' transactions on this server hold the horizon back as well.
    while ((await seal(people.system())) === null);
  }
  await anchor(people.system(), anchors());
  await tryPost(people.system(), {
    id: newId(),
    legs: [
      { debit: { kind: "operator", asset }, credit: { kind: "available", party: "late", asset }, amount: 5n, code: "operator_funding" },
    ],
  });
});

const findingsOf = async (client: ClientBase): Promise<Finding[]> => (await verifyLedger(client, { anchors: anchors() })).findings;

/** What the verifier says after a superuser did `sql`; then everything is as it was. */
function after(sql: string): Promise<Finding[]> {
  return house.as("superuser", async (client) => {
    const tables = ["transfer", "account", "balance", "block"].map((name) => `ledger.${name}`);
    const off = tables.map((table) => `ALTER TABLE ${table} DISABLE TRIGGER ALL`).join("; ");
    const on = tables.map((table) => `ALTER TABLE ${table} ENABLE ALWAYS TRIGGER append_only`).join("; ");
    const copies = tables.map((table) => `CREATE TEMP TABLE kept_${table.slice(7)} AS SELECT * FROM ${table}`).join("; ");
    const back = tables.map((table) => `DELETE FROM ${table}; INSERT INTO ${table} SELECT * FROM kept_${table.slice(7)}`).join("; ");
    await client.query(`${copies}; ${off}`);
    try {
      // Checks and uniques would refuse some of it; whoever tampers takes them away.
      await client.query(`SET session_replication_role = replica; ${sql}`);
      return await findingsOf(client);
    } finally {
      await client.query(`${back}; ${on}; SET session_replication_role = origin`);
    }
  });
}

const names = (findings: readonly Finding[]) => findings.map(({ check, subject }) => `${check} ${subject}`);

describe("an untouched ledger", () => {
  test("has no findings, sealed and unsealed rows counted", async () => {
    const lines: string[] = [];
    const verified = await house.as("app", (client) =>
      verifyLedger(client, { anchors: anchors(), onProgress: (line) => lines.push(line) }),
    );
    expect(verified).toEqual({ rows: 7, blocks: 4, unsealed: 1, anchors: 4, findings: [] });
    expect(lines.length).toBeGreaterThan(6);
  });
});

describe("any changed byte of a transfer is named", () => {
  const where = `WHERE journal_id = '${victim}' AND leg = 1`;
  test.each([
    ["leg", "leg = 9"],
    ["debit", "debit = -1"],
    ["debit_seq", "debit_seq = 1"],
    ["debit_after", "debit_after = 7"],
    ["credit", "credit = -1"],
    ["credit_seq", "credit_seq = 77"],
    ["credit_after", "credit_after = credit_after + 1"],
    ["tenant_id", "tenant_id = gen_random_uuid()"],
    ["asset", "asset = asset || 'x'"],
    ["amount", "amount = amount + 1"],
    ["code", "code = code + 1"],
    ["xid", "xid = xid - 1"],
    ["at", "at = at + interval '1 microsecond'"],
    ["chain_ref", "chain_ref = chain_ref || 'x'"],
    ["chain_ref to null", "chain_ref = NULL"],
    ["hash", "hash = set_byte(hash, 0, get_byte(hash, 0) # 1)"],
  ])("%s", async (column, change) => {
    const found = await after(`UPDATE ledger.transfer SET ${change} ${where}`);
    expect(names(found)[0]).toBe(`content journal ${victim} leg ${column === "leg" ? 9 : 1}`);
  });

  test("epoch", async () => {
    expect(names(await after(`UPDATE ledger.transfer SET epoch = 2 ${where}`))).toContain(`content journal ${victim} leg 1`);
  });

  test("journal_id", async () => {
    const other = newId();
    expect(names(await after(`UPDATE ledger.transfer SET journal_id = '${other}' ${where}`))).toContain(`content journal ${other} leg 1`);
  });

  test("also when the hash was made to fit: then the block tells", async () => {
    const found =
      await after(`UPDATE ledger.transfer t SET amount = 101, hash = ledger.content_hash(t.journal_id, t.leg, t.debit, t.debit_seq, t.debit_after,
      t.credit, t.credit_seq, t.credit_after, t.tenant_id, t.asset, 101, t.code, t.epoch, t.xid, t.at, t.chain_ref, d.kind, d.scope, d.party, c.kind, c.scope, c.party)
      FROM ledger.account d, ledger.account c WHERE d.id = t.debit AND c.id = t.credit AND t.journal_id = '${victim}' AND t.leg = 1`);
    expect(names(found)).toContain("I7 block 1");
    expect(names(found)).toContain(`I3 journal ${victim} leg 1`);
  });
});

describe("whatever else is changed is named", () => {
  test.each([
    ["an account's party", "UPDATE ledger.account SET party = 'x' WHERE party = 's' AND kind = 5", /^content journal/],
    ["an account's scope", `UPDATE ledger.account SET scope = 'x' WHERE kind = 3`, /^content journal/],
    ["an account that is gone", "DELETE FROM ledger.account WHERE kind = 3", /^content journal/],
    ["an account's floor", "UPDATE ledger.account SET mode = 1, floor = NULL WHERE kind = 3", /^I4 balance of account/],
    ["a balance", "UPDATE ledger.balance SET amount = amount + 1 WHERE seq = 1", /^I1 eip155/],
    [
      "a balance's number",
      "UPDATE ledger.balance SET seq = seq + 1 WHERE account_id = (SELECT min(account_id) FROM ledger.balance)",
      /^I4 balance of account/,
    ],
    ["a balance that is gone", "DELETE FROM ledger.balance WHERE seq = 1", /^I4 balance of account/],
    ["a rolled-up amount", "UPDATE ledger.balance SET amount = amount + 1 WHERE mode = 1", /^I10 balance of account/],
    ["a block's rows", "UPDATE ledger.block SET rows = rows + 1 WHERE n = 2", /^I7 block 2$/],
    ["a block's root", "UPDATE ledger.block SET root = prev WHERE n = 2", /^I7 block 2$/],
    ["a block's link", "UPDATE ledger.block SET prev = root WHERE n = 3", /^I7 block 3$/],
    ["a block's bounds", "UPDATE ledger.block SET lo_xid = lo_xid - 1 WHERE n = 3", /^I7 block 3$/],
    ["a block's hash", "UPDATE ledger.block SET hash = root WHERE n = 3", /^I7 block 3$/],
    ["a block that is gone", "DELETE FROM ledger.block WHERE n = 2", /^I7 block 3$/],
    ["a row that is gone", `DELETE FROM ledger.transfer WHERE journal_id = '${victim}' AND leg = 2`, /^I7 block 1$/],
    [
      "a row slipped in behind the seal",
      "UPDATE ledger.transfer SET xid = 3 WHERE xid = (SELECT max(xid) FROM ledger.transfer)",
      /^content journal/,
    ],
  ])("%s", async (_what, sql, first) => {
    expect(names(await after(sql)).find((name) => first.test(name))).toBeDefined();
  });

  test("the chain's end, cut off with its rows: only the anchor tells, and it does", async () => {
    const cut =
      "DELETE FROM ledger.transfer WHERE xid >= (SELECT lo_xid FROM ledger.block WHERE n = 4); DELETE FROM ledger.block WHERE n = 4";
    expect(names(await after(cut))).toContain("anchor block 4");
  });

  test("two rows that changed places", async () => {
    const swap = `UPDATE ledger.transfer SET leg = -leg WHERE journal_id = '${victim}'; UPDATE ledger.transfer SET leg = 3 + leg WHERE journal_id = '${victim}'`;
    expect(
      names(await after(swap))
        .slice(0, 2)
        .toSorted(),
    ).toEqual([`content journal ${victim} leg 1`, `content journal ${victim} leg 2`]);
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { audit, digestOf, inTransaction, newId, sqlStateOf, TENANT_ID } from "@amanat/db";
import { anchorFile } from "@amanat/sealing";
import { atOnce, type Cast, cast, failureCodes, type TestUrls, useDatabase } from "@amanat/testing";
import type { ClientBase } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { anchorAudit, type AuditFinding, erase, keep, letGo, sealAudit, sealOnce, verifyAudit } from "./index.ts";

const house = useDatabase();
let people: Cast;
const folder = mkdtempSync(path.join(tmpdir(), "amanat-audit-"));
const anchors = () => anchorFile(path.join(folder, "anchors.jsonl"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  people = await cast(house.db);
});

const write = (subjectId = newId(), payload: Record<string, string> = { why: "because" }) =>
  inTransaction(people.admin(), (tx) => audit(tx, { action: "test.done", subjectKind: "test", subjectId, payload }));

/** Seals until nothing is left: other tests' transactions on this server hold the horizon back as well. */
async function sealAll(): Promise<void> {
  const left = async () => {
    await sealAudit(people.system(), 20);
    return (await house.as("app", (client) => verifyAudit(client))).unsealed;
  };
  await expect.poll(left, { timeout: 20_000, interval: 20 }).toBe(0);
}

const verified = () => house.as("app", (client) => verifyAudit(client, { anchors: anchors() }));
const stateOf = (role: keyof TestUrls, sql: string): Promise<string | null> =>
  house.as(role, (client) => client.query(sql).then(() => null, sqlStateOf));

/** What the verifier says after a superuser did `sql`; then everything is as it was. */
function after(sql: string): Promise<AuditFinding[]> {
  return house.as("superuser", async (client: ClientBase) => {
    const tables = ["AuditEntry", "AuditBlock"];
    await client.query(
      tables
        .map((name) => `CREATE TEMP TABLE "kept${name}" AS SELECT * FROM "${name}"; ALTER TABLE "${name}" DISABLE TRIGGER ALL`)
        .join("; "),
    );
    try {
      await client.query(`SET session_replication_role = replica; ${sql}`);
      return (await verifyAudit(client, { anchors: anchors() })).findings;
    } finally {
      await client.query(
        tables
          .map(
            (name) => `DELETE FROM "${name}"; INSERT INTO "${name}" SELECT * FROM "kept${name}"; ALTER TABLE "${name}" ENABLE TRIGGER ALL`,
          )
          .join("; "),
      );
      await client.query(`
        ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER stamp; ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER append_only;
        ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER change_is_said; ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER content_is_final;
        ALTER TABLE "AuditBlock" ENABLE ALWAYS TRIGGER append_only; SET session_replication_role = origin`);
    }
  });
}

describe("sealing the trail", () => {
  test("gathers finished entries into chained blocks, each entry in exactly one", async () => {
    await write();
    await write();
    await sealAll();
    await write();
    await sealAll();
    expect(await sealOnce(people.system())).toBeNull();
    const { blocks, entries, findings } = await verified();
    expect(findings).toEqual([]);
    expect(blocks).toBeGreaterThan(1);
    const { rows } = await house.db.pool.query<{ n: number }>('SELECT sum("rows")::int AS n FROM "AuditBlock"');
    expect(rows[0]?.n).toBe(entries);
  });

  test("waits for a transaction that began earlier and still writes", async () => {
    await sealAll();
    await house.as("app", async (client) => {
      await client.query("BEGIN");
      await client.query(
        `INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "action", "subjectKind", "payload", "salt", "correlationId")
         VALUES (gen_random_uuid(), $1, 'user', 'test.slow', 'test', '{}', decode(repeat('00', 16), 'hex'), 'c')`,
        [TENANT_ID],
      );
      const others = await atOnce(20, () => write());
      expect(failureCodes(others)).toEqual([]);
      expect(await sealOnce(people.system())).toBeNull();
      await client.query("COMMIT");
    });
    await sealAll();
    expect((await verified()).findings).toEqual([]);
  });

  test("while writers write and three sealers race, every entry ends in exactly one block", async () => {
    let writing = true;
    const sealing = atOnce(3, async () => {
      while (writing) await sealOnce(people.system());
    });
    expect(
      failureCodes(
        await atOnce(8, async () => {
          for (let run = 0; run < 10; run += 1) await write();
        }),
      ),
    ).toEqual([]);
    writing = false;
    expect(failureCodes(await sealing)).toEqual([]);
    await sealAll();
    expect((await verified()).findings).toEqual([]);
  });

  test("heads are told outside once; a head the chain does not know stops it", async () => {
    const { blocks } = await verified();
    expect(await anchorAudit(people.system(), anchors())).toBe(blocks);
    expect(await anchorAudit(people.system(), anchors())).toBe(0);
    expect(await verified()).toMatchObject({ anchors: blocks, findings: [] });
    const foreign = anchorFile(path.join(folder, "foreign.jsonl"));
    await foreign.append([{ n: 1n, hash: "0".repeat(64), at: new Date() }]);
    await expect(anchorAudit(people.system(), foreign)).rejects.toThrow(/history was changed/);
  });

  test("an entry from before there were blocks is judged by the digest its writer made", async () => {
    const id = newId();
    const at = new Date("2026-11-20T12:00:00.123Z");
    const salt = Buffer.alloc(16, 7);
    const payload = { b: 1, a: ["x"] };
    const entry = { action: "test.old", subjectKind: "test", subjectId: null, payload };
    const digest = digestOf({ id, at, actorKind: "system:worker", actorId: null, sessionId: null, ...entry, salt: salt.toString("hex") });
    await house.as("superuser", async (client) => {
      await client.query('ALTER TABLE "AuditEntry" DISABLE TRIGGER stamp');
      await client.query(
        `INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "action", "subjectKind", "payload", "salt", "digest", "correlationId", "xid", "at")
         VALUES ($1, $2, 'system:worker', 'test.old', 'test', $3, $4, $5, 'c', pg_current_xact_id()::text::bigint, $6)`,
        [id, TENANT_ID, JSON.stringify(payload), salt, Buffer.from(digest), at],
      );
      await client.query('ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER stamp');
    });
    await sealAll();
    expect((await verified()).findings).toEqual([]);
    const found = await after(`UPDATE "AuditEntry" SET "payload" = '{"b": 2, "a": ["x"]}' WHERE "id" = '${id}'`);
    expect(found).toEqual([expect.objectContaining({ check: "content", subject: `entry ${id}` })]);
  });
});

describe("changing the trail", () => {
  test("abuse 53: UPDATE, DELETE and TRUNCATE are refused, to the application, the owner and the superuser", async () => {
    await write();
    await sealAll();
    const changes = [
      'UPDATE "AuditEntry" SET "action" = \'x\'',
      `UPDATE "AuditEntry" SET "payload" = '{}', "salt" = '', "erasedAt" = now()`,
      'DELETE FROM "AuditEntry"',
      'TRUNCATE "AuditEntry"',
      'UPDATE "AuditBlock" SET "rows" = 0',
      'DELETE FROM "AuditBlock"',
      'TRUNCATE "AuditBlock"',
    ];
    for (const sql of changes)
      for (const role of ["app", "owner", "superuser"] as const) {
        expect([role, sql, await stateOf(role, sql)]).toEqual([role, sql, "42501"]);
        if (role === "superuser")
          expect([sql, await stateOf(role, `SET session_replication_role = replica; ${sql}`)]).toEqual([sql, "42501"]);
      }
    for (const sql of [
      `INSERT INTO "AuditBlock" ("n", "epoch", "loXid", "hiXid", "rows", "root", "prev", "hash") VALUES (999, 1, 1, 1, 1, '', '', '')`,
      "SELECT audit_erase(ARRAY[gen_random_uuid()], 'because I can')",
      'INSERT INTO "AuditHold" ("subjectId", "reason") VALUES (gen_random_uuid(), \'x\')',
      'ALTER TABLE "AuditEntry" DISABLE TRIGGER ALL',
    ])
      expect([sql, await stateOf("app", sql)]).toEqual([sql, "42501"]);
    expect((await verified()).findings).toEqual([]);
  });

  test("abuse 53: what a writer says of transaction, epoch and digest counts for nothing", async () => {
    const id = newId();
    await house.as("app", (client) =>
      client.query(
        `INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "action", "subjectKind", "payload", "salt", "digest", "correlationId", "xid", "epoch", "erasedAt")
         VALUES ($1, $2, 'user', 'test.forged', 'test', '{}', decode(repeat('00', 16), 'hex'), 'x', 'c', 1, 7, now())`,
        [id, TENANT_ID],
      ),
    );
    const row = await house.db.prisma.auditEntry.findUniqueOrThrow({ where: { id } });
    expect([row.xid > 1n, row.epoch, row.digest.length, row.erasedAt]).toEqual([true, 1, 32, null]);
    await sealAll();
    expect((await verified()).findings).toEqual([]);
  });

  test("abuse 53: any changed column, a missing row, a slipped-in row, a cut or rebuilt chain is named", async () => {
    const victim = newId();
    await write(victim);
    await sealAll();
    await anchorAudit(people.system(), anchors());
    const { id } = await house.db.prisma.auditEntry.findFirstOrThrow({ where: { subjectId: victim } });
    const where = `WHERE "id" = '${id}'`;
    for (const change of [
      `"tenantId" = gen_random_uuid()`,
      `"actorKind" = 'system:cli'`,
      `"actorId" = gen_random_uuid()`,
      `"actorId" = NULL`,
      `"sessionId" = NULL`,
      `"action" = 'test.other'`,
      `"subjectKind" = 'other'`,
      `"subjectId" = NULL`,
      `"payload" = '{"why": "another"}'`,
      `"salt" = decode(repeat('01', 16), 'hex')`,
      `"payloadDigest" = decode(repeat('01', 32), 'hex')`,
      `"correlationId" = 'other'`,
      `"at" = "at" + interval '1 millisecond'`,
      `"digest" = decode(repeat('01', 32), 'hex')`,
    ]) {
      const [first] = await after(`UPDATE "AuditEntry" SET ${change} ${where}`);
      expect([change, first]).toEqual([change, expect.objectContaining({ check: "content", subject: `entry ${id}` })]);
    }
    const kinds = async (sql: string) => (await after(sql)).map(({ check, subject }) => `${check} ${subject.split(" ")[0]}`);
    expect(await kinds(`DELETE FROM "AuditEntry" ${where}`)).toContain("chain block");
    expect(await kinds(`UPDATE "AuditEntry" SET "payload" = '{}', "salt" = '', "erasedAt" = now() ${where}`)).toEqual(["content entry"]);
    expect(await kinds(`UPDATE "AuditBlock" SET "at" = now(), "rows" = "rows" + 1 WHERE "n" = 1`)).toContain("chain block");
    expect(await kinds('DELETE FROM "AuditBlock" WHERE "n" = 1')).toContain("chain block");
    expect(await kinds('DELETE FROM "AuditBlock" WHERE "n" = (SELECT max("n") FROM "AuditBlock")')).toEqual(["anchor block"]);
    // Somebody who owns the database rewrites an entry and every hash behind it: only what was told outside knows better.
    const rebuilt = await after(`
      UPDATE "AuditEntry" SET "payload" = '{"why": "another"}' ${where};
      UPDATE "AuditEntry" e SET "payloadDigest" = sha256(e."salt" || convert_to(e."payload"::text, 'UTF8')) ${where};
      UPDATE "AuditEntry" e SET "digest" = audit_digest(e) ${where};
      DELETE FROM "AuditBlock";
      SELECT audit_seal(100000)`);
    expect(rebuilt.length).toBeGreaterThan(0);
    expect(new Set(rebuilt.map(({ check }) => check))).toEqual(new Set(["anchor"]));
  });
});

describe("erasing what can be read", () => {
  const eraseEntry = (entryId: string, reason = "asked by the person") => house.as("owner", (client) => erase(client, { entryId }, reason));
  const entryOf = (subjectId: string) => house.db.prisma.auditEntry.findFirstOrThrow({ where: { subjectId } });

  test("takes payload and salt, keeps the chain whole, says so once", async () => {
    const subject = newId();
    await write(subject, { why: "something private" });
    await sealAll();
    const before = await entryOf(subject);
    expect(await eraseEntry(before.id)).toEqual({ erased: 1, held: 0 });
    const row = await entryOf(subject);
    expect(row).toEqual({ ...before, payload: {}, salt: new Uint8Array(), erasedAt: row.erasedAt });
    expect(row.erasedAt).toBeInstanceOf(Date);
    expect(await eraseEntry(before.id)).toEqual({ erased: 0, held: 0 });
    const said = await house.db.prisma.auditEntry.findMany({ where: { action: "audit.erased", subjectId: before.id } });
    expect(said.map(({ actorKind, payload }) => [actorKind, payload])).toEqual([["owner", { reason: "asked by the person" }]]);
    await sealAll();
    expect(await verified()).toMatchObject({ erased: 1, findings: [] });
  });

  test("leaves what the law keeps, and what says that something was erased", async () => {
    const subject = newId();
    await write(subject);
    await house.as("owner", (client) =>
      client.query('INSERT INTO "AuditHold" ("subjectId", "reason") VALUES ($1, $2)', [subject, "court"]),
    );
    const { id } = await entryOf(subject);
    expect(await eraseEntry(id)).toEqual({ erased: 0, held: 1 });
    const said = await house.db.prisma.auditEntry.findFirstOrThrow({ where: { action: "audit.erased" } });
    expect(await eraseEntry(said.id)).toEqual({ erased: 0, held: 0 });
    await expect(eraseEntry(id, " ")).rejects.toMatchObject({ code: "23514" });
  });

  test("of everything by or about a person, once nothing holds it any more", async () => {
    const person = people.seller2;
    const own = { action: "test.own", subjectKind: "test", subjectId: null, payload: { a: "b" } };
    await inTransaction(person(), (tx) => audit(tx, own));
    await write(person.id);
    const all = () => house.as("owner", (client) => erase(client, { personId: person.id }, "asked by the person"));
    await house.as("owner", (client) => keep(client, person.id, "court"));
    expect(await all()).toEqual({ erased: 0, held: 2 });
    expect(await house.as("owner", async (client) => [await letGo(client, person.id), await letGo(client, person.id)])).toEqual([
      true,
      false,
    ]);
    expect(await all()).toEqual({ erased: 2, held: 0 });
    expect((await verified()).findings).toEqual([]);
  });

  test("by several at once erases each entry once, and keeping it waits for an erasure under way", async () => {
    const subject = newId();
    for (let n = 0; n < 3; n += 1) await write(subject);
    const erased = () => house.as("owner", (client) => erase(client, { personId: subject }, "asked by the person"));
    const answers = await Promise.all([erased(), erased(), erased(), erased()]);
    expect(answers.map(({ erased: count }) => count).toSorted((a, b) => a - b)).toEqual([0, 0, 0, 3]);
    const entries = await house.db.prisma.auditEntry.findMany({ where: { subjectId: subject } });
    const said = { action: "audit.erased", subjectId: { in: entries.map(({ id }) => id) } };
    expect(await house.db.prisma.auditEntry.count({ where: said })).toBe(3);

    const other = newId();
    await write(other);
    await house.as("owner", async (client) => {
      await client.query("BEGIN");
      expect(await keep(client, other, "court")).toBe(true);
      const waits = house.as("owner", (second) => erase(second, { personId: other }, "asked by the person"));
      await house.db.pool.query("SELECT pg_sleep(0.1)");
      await client.query("COMMIT");
      expect(await waits).toEqual({ erased: 0, held: 1 });
    });
  });

  test("beside the function nobody erases: not another row, not more than the payload", async () => {
    const [one, other] = [newId(), newId()];
    await write(one);
    await write(other);
    const [{ id }, { id: otherId }] = [await entryOf(one), await entryOf(other)];
    const said = `INSERT INTO "AuditEntry" ("id", "tenantId", "actorKind", "action", "subjectKind", "subjectId", "payload", "salt", "correlationId")
      VALUES (gen_random_uuid(), '${TENANT_ID}', 'owner', 'audit.erased', 'audit', '${id}', '{}', decode(repeat('00', 16), 'hex'), 'c')`;
    const gone = `"payload" = '{}', "salt" = '', "erasedAt" = now()`;
    for (const change of [
      `UPDATE "AuditEntry" SET ${gone} WHERE "id" = '${otherId}'`,
      `UPDATE "AuditEntry" SET ${gone}, "action" = 'x' WHERE "id" = '${id}'`,
      `UPDATE "AuditEntry" SET "payload" = '{"a": 1}', "salt" = '', "erasedAt" = now() WHERE "id" = '${id}'`,
      `UPDATE "AuditEntry" SET "payload" = '{}' WHERE "id" = '${id}'`,
    ])
      expect([change, await stateOf("owner", `${said}; ${change}`)]).toEqual([change, "42501"]);
    expect((await verified()).findings).toEqual([]);
  });
});

import type { Actor } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import {
  audit,
  createCtx,
  type Ctx,
  type CtxOptions,
  inTransaction,
  newId,
  noteChange,
  oncePerKey,
  redacted,
  scrubbed,
  TENANT_ID,
} from "./index.ts";
import { openLog } from "./log.ts";
import { useDatabase } from "./testing/index.ts";

const house = useDatabase();
const person = (): Actor => ({
  kind: "user",
  tenantId: TENANT_ID,
  userId: newId(),
  sessionId: newId(),
  name: "Somebody",
  roles: ["seller"],
  scopes: null,
});
const ctxOf = (options: CtxOptions = {}): Ctx => createCtx(house.db, person(), { correlationId: newId(), ...options });
const entriesOf = (ctx: Ctx) =>
  house.db.prisma.auditEntry.findMany({ where: { correlationId: ctx.correlationId }, orderBy: { id: "asc" } });
const write = (ctx: Ctx) => inTransaction(ctx, (tx) => tx.tx.setting.create({ data: { tenantId: TENANT_ID, key: newId(), value: 1 } }));

describe("a verb leaves a trace by construction", () => {
  test("in the transaction that wrote, when the verb itself wrote no entry", async () => {
    const ctx = ctxOf({ verb: "test.forgetful" });
    await write(ctx);
    expect(await entriesOf(ctx)).toMatchObject([{ action: "test.forgetful", subjectKind: "call", subjectId: null, actorKind: "user" }]);
  });

  test("not twice, not for a read, not under a job", async () => {
    const careful = ctxOf({ verb: "test.careful" });
    await inTransaction(careful, (tx) => audit(tx, { action: "test.own", subjectKind: "test", subjectId: null, payload: {} }));
    expect((await entriesOf(careful)).map(({ action }) => action)).toEqual(["test.own"]);
    const reading = ctxOf({ verb: "test.read" });
    await inTransaction(reading, (tx) => tx.tx.setting.count());
    expect(await entriesOf(reading)).toEqual([]);
    const job = ctxOf();
    await write(job);
    expect(await entriesOf(job)).toEqual([]);
  });

  test("not for an answer given before", async () => {
    const ctx = ctxOf({ verb: "test.once", idempotencyKey: `key-${newId()}` });
    const call = () => oncePerKey(ctx, "test.once", { a: 1 }, () => Promise.resolve("done"));
    expect([await call(), await call()]).toEqual(["done", "done"]);
    expect((await entriesOf(ctx)).map(({ action }) => action)).toEqual(["test.once"]);
  });

  test("it goes when the transaction goes", async () => {
    const ctx = ctxOf({ verb: "test.lost" });
    const failing = inTransaction(ctx, async (tx) => {
      await write(tx);
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await entriesOf(ctx)).toEqual([]);
  });
});

describe("before and after", () => {
  test("stand in the entry about the row, what changed alone, from the first to the last; others beside", async () => {
    const ctx = ctxOf();
    const [id, other] = [newId(), newId()];
    await inTransaction(ctx, async (tx) => {
      noteChange(tx, {
        kind: "deal",
        id,
        before: { id, status: "a", price: 5n, email: "x@y.test", version: 1 },
        after: { id, status: "b", price: 5n, email: "z@y.test", version: 2 },
      });
      noteChange(tx, {
        kind: "deal",
        id,
        before: { id, status: "b", price: 5n },
        after: { id, status: "c", price: 6n, email: "z@y.test" },
      });
      noteChange(tx, { kind: "offer", id: other, before: null, after: { id: other } });
      await audit(tx, { action: "test.moved", subjectKind: "deal", subjectId: id, payload: { by: "buyer" } });
    });
    const [entry, ...rest] = await entriesOf(ctx);
    expect(rest).toEqual([]);
    expect(entry?.payload).toEqual({
      by: "buyer",
      before: { status: "a", price: "5", email: "[redacted]" },
      after: { status: "c", price: "6", email: "[redacted]" },
      also: [{ kind: "offer", id: other, before: null, after: { id: other } }],
    });
  });

  test("in the entry about it, whichever comes first; of what no entry is about, in the last", async () => {
    const ctx = ctxOf();
    const [deal, payout, offer] = [newId(), newId(), newId()];
    await inTransaction(ctx, async (tx) => {
      noteChange(tx, { kind: "deal", id: deal, before: { status: "a" }, after: { status: "b" } });
      await audit(tx, { action: "payout.draft", subjectKind: "payout", subjectId: payout, payload: {} });
      noteChange(tx, { kind: "offer", id: offer, before: { status: "c" }, after: { status: "d" } });
      await audit(tx, { action: "deal.complete", subjectKind: "deal", subjectId: deal, payload: {} });
      noteChange(tx, { kind: "payout", id: payout, before: null, after: { status: "e" } });
    });
    expect((await entriesOf(ctx)).map(({ action, payload }) => [action, payload])).toEqual([
      ["payout.draft", { before: null, after: { status: "e" } }],
      [
        "deal.complete",
        {
          before: { status: "a" },
          after: { status: "b" },
          also: [{ kind: "offer", id: offer, before: { status: "c" }, after: { status: "d" } }],
        },
      ],
    ]);
  });

  test("of a row noted field by field, made or taken away in between, are what it was first and what it is last", async () => {
    const ctx = ctxOf();
    const [moved, made, gone, same] = [newId(), newId(), newId(), newId()];
    await inTransaction(ctx, (tx) => {
      noteChange(tx, { kind: "intent", id: moved, before: { status: "a" }, after: { status: "b" } });
      noteChange(tx, { kind: "intent", id: moved, before: { status: "b", received: 1n }, after: { status: "c", received: 2n } });
      noteChange(tx, { kind: "payout", id: made, before: null, after: { status: "a", amount: 5n, failure: null } });
      noteChange(tx, { kind: "payout", id: made, before: { status: "a" }, after: { status: "b" } });
      noteChange(tx, { kind: "way", id: "key of a row without a uuid", before: { owner: "a" }, after: null });
      for (const [before, after] of [
        [null, {}],
        [{}, null],
      ] as const)
        noteChange(tx, { kind: "way", id: gone, before, after });
      noteChange(tx, { kind: "way", id: same, before: { userId: "a", version: 1 }, after: { userId: "a", version: 2 } });
      return Promise.resolve();
    });
    expect((await entriesOf(ctx)).map(({ payload }) => payload)).toEqual([
      {
        before: { status: "a", received: "1" },
        after: { status: "c", received: "2" },
        also: [
          { kind: "payout", id: made, before: null, after: { status: "b", amount: "5" } },
          { kind: "way", id: "key of a row without a uuid", before: { owner: "a" }, after: null },
        ],
      },
    ]);
  });

  test("without any entry they get one, under a job too", async () => {
    const ctx = ctxOf();
    const [id, other] = [newId(), newId()];
    await inTransaction(ctx, (tx) => {
      noteChange(tx, { kind: "deal", id, before: { status: "a" }, after: { status: "b" } });
      noteChange(tx, { kind: "offer", id: other, before: { status: "c" }, after: { status: "d" } });
      return Promise.resolve();
    });
    expect((await entriesOf(ctx)).map(({ action, subjectId, payload }) => [action, subjectId, payload])).toEqual([
      [
        "deal.changed",
        id,
        {
          before: { status: "a" },
          after: { status: "b" },
          also: [{ kind: "offer", id: other, before: { status: "c" }, after: { status: "d" } }],
        },
      ],
    ]);
  });
});

describe("redaction", () => {
  const TOKENS = {
    access: "amn_at_abcDEF123-_",
    refresh: "amn_rt_0123456789",
    key: "amn_live_ab12cd34_zyx",
    bot: "123456789:AAF0123456789abcdefghijklmnopqrstuvw",
    jwt: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln",
    initData: `query_id=1&user=%7B%22id%22%3A1%7D&auth_date=1700000000&hash=${"a".repeat(64)}`,
    mail: "some.body+x@mail.example.test",
  };

  test("abuse 55: secrets and addresses of people do not survive in a payload, whatever they are called or stand in", async () => {
    const ctx = ctxOf();
    const subjectId = newId();
    const address = `0x${"ab".repeat(20)}`;
    await inTransaction(ctx, (tx) =>
      audit(tx, {
        action: "test.leaky",
        subjectKind: "test",
        subjectId,
        payload: {
          password: "hunter2 hunter2",
          tokenHash: "ff",
          api_key: "k",
          Authorization: "x",
          nested: [{ "init-data": "y", text: `mail ${TOKENS.mail}, token ${TOKENS.access}` }],
          ...Object.fromEntries(Object.entries(TOKENS).map(([name, value]) => [`free ${name}`, `before ${value} after`])),
          address,
          refundAddress: address,
          reason: "line one\nline two\u0000\ud800",
        },
      }),
    );
    const { payload } = await house.db.prisma.auditEntry.findFirstOrThrow({ where: { subjectId } });
    const text = JSON.stringify(payload);
    for (const secret of [...Object.values(TOKENS), "hunter2", '"k"', '"ff"'])
      expect([secret, text.includes(secret)]).toEqual([secret, false]);
    expect(payload).toMatchObject({ address, refundAddress: address, reason: "line one\nline two\ufffd" });
  });

  test("abuse 55: no secret reaches a log, by name or by look, and nobody's text begins a line", () => {
    const lines: string[] = [];
    const log = openLog({ name: "test", level: "trace" }, { write: (line: string) => void lines.push(line) });
    const all = Object.values(TOKENS);
    const forged = `x\n{"level":30,"msg":"forged"}\r\n\u001b[2K`;
    log.info(
      { password: "hunter2", headers: { cookie: "c=hunter2", authorization: "Basic aHVudGVyMg==" }, "set-cookie": "hunter2" },
      "fields",
    );
    log.warn(
      { initData: TOKENS.initData, deep: { list: all.map((value) => `a ${value} b`) }, forged },
      `message ${all.join(" and ")} ${forged}`,
    );
    log.error(
      { err: Object.assign(new Error(`broke on ${all.join(", ")}`, { cause: new Error(TOKENS.key) }), { secret: "hunter2" }) },
      forged,
    );
    log.child({ key: TOKENS.key }).info("child");
    log.info({ address: "203.0.113.9", name: "audit.csv", code: "BUSY", amount: 5n }, "useful");
    expect(lines).toHaveLength(5);
    for (const line of lines) {
      expect(["\n", "\r", "\u001b"].filter((breaking) => line.trimEnd().includes(breaking))).toEqual([]);
      expect(JSON.parse(line)).toHaveProperty("level");
      for (const secret of [...all, "hunter2", "aHVudGVyMg"]) expect([secret, line.includes(secret)]).toEqual([secret, false]);
    }
    expect(JSON.parse(lines[4] ?? "")).toMatchObject({ address: "203.0.113.9", name: "audit.csv", code: "BUSY", amount: "5" });
  });

  test("keeps what is no secret, and stays small", () => {
    expect(redacted({ a: 1n, at: new Date(0), list: [true, null], none: undefined, of: new Uint8Array(3) })).toEqual({
      a: "1",
      at: "1970-01-01T00:00:00.000Z",
      list: [true, null],
      of: "[bytes]",
    });
    expect(String(redacted("x".repeat(9_000))).length).toBeLessThan(600);
    const loop: Record<string, unknown> = {};
    loop["self"] = loop;
    expect(JSON.stringify(redacted(loop)).length).toBeLessThan(300);
    expect(scrubbed("0x12 deal_0192 eip155:31337")).toBe("0x12 deal_0192 eip155:31337");
  });
});

import { PassThrough } from "node:stream";
import { exportAuditInput, listAuditInput, publicId } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, newId } from "@amanat/db";
import { type Cast, cast, expectRefused, testClock, useDatabase } from "@amanat/testing";
import type * as z from "zod";
import { beforeAll, describe, expect, test } from "vitest";
import { auditEntries, erase, exportAudit, sealAudit } from "./index.ts";

const house = useDatabase();
const clock = testClock(new Date("2026-03-01T10:00:00.000Z"));
const deal = newId();
let people: Cast;

async function write(ctx: Ctx, action: string, subjectId: string | null, payload: Record<string, string> = {}): Promise<void> {
  await inTransaction(ctx, (tx) => audit(tx, { action, subjectKind: subjectId === null ? "call" : "deal", subjectId, payload }));
}

const find = (ctx: Ctx, input: z.input<typeof listAuditInput> = {}) => auditEntries(ctx, listAuditInput.parse(input));
const found = async (input: z.input<typeof listAuditInput>) => (await find(people.guard(), input)).data.map(({ action }) => action);

/** What was written before the tests began. */
const DAY = { from: "2026-03-01T10:00:00Z", to: "2026-03-01T10:00:04Z" };

beforeAll(async () => {
  people = await cast(house.db);
  await write(people.buyer({ clock, correlationId: "call-1" }), "deal.confirm", deal, { formula: "=1+1" });
  clock.advance(1_000);
  await write(people.admin({ clock }), "payout.approve", null);
  clock.advance(1_000);
  await write(people.system({ clock }), "payout.settle", null);
  clock.advance(1_000);
  // Three of one moment: their ids alone tell them apart.
  for (const action of ["tie.a", "tie.b", "tie.c"]) await write(people.seller({ clock }), action, deal);
});

describe("searching the trail", () => {
  test("newest first, with who, what and on what, by the names people know", async () => {
    const { data, meta } = await find(people.guard());
    expect(data.map(({ action }) => action)).toEqual(["tie.c", "tie.b", "tie.a", "payout.settle", "payout.approve", "deal.confirm"]);
    expect(meta).toEqual({ nextCursor: null, hasMore: false });
    expect(data.at(-1)).toMatchObject({
      at: "2026-03-01T10:00:00.000Z",
      actor: { kind: "user", id: publicId("user", people.buyer.id), name: "buyer" },
      sessionId: publicId("session", people.buyer.sessionId),
      subject: { kind: "deal", id: publicId("deal", deal) },
      payload: { formula: "=1+1" },
      correlationId: "call-1",
      erasedAt: null,
    });
    expect(data[3]?.actor).toEqual({ kind: "system:worker", id: null, name: null });
  });

  test("by action, person, subject, call and time", async () => {
    expect(await found({ action: "payout." })).toEqual(["payout.settle", "payout.approve"]);
    expect(await found({ action: "payout.approve" })).toEqual(["payout.approve"]);
    expect(await found({ action: "payout_" })).toEqual([]);
    expect(await found({ actor: publicId("user", people.seller.id) })).toEqual(["tie.c", "tie.b", "tie.a"]);
    expect(await found({ subject: publicId("deal", deal), action: "deal" })).toEqual(["deal.confirm"]);
    expect(await found({ subject: deal, actor: publicId("user", people.buyer.id) })).toEqual(["deal.confirm"]);
    expect(await found({ subject: publicId("offer", deal) })).toEqual([]);
    expect(await found({ subject: `zzz_${"0".repeat(32)}` })).toEqual([]);
    expect(await found({ correlationId: "call-1" })).toEqual(["deal.confirm"]);
    expect(await found({ from: "2026-03-01T10:00:01Z", to: "2026-03-01T10:00:02Z" })).toEqual(["payout.approve"]);
  });

  test("a machine of somebody's is told from the person, and found by the person and by its key", async () => {
    const key = newId();
    clock.advance(1_000);
    const ctx = people.resolver({ clock });
    await inTransaction({ ...ctx, actor: { ...ctx.actor, sessionId: key, scopes: [] } as Ctx["actor"] }, (tx) =>
      audit(tx, { action: "machine.did", subjectKind: "api_key", subjectId: key, payload: {} }),
    );
    const keyId = publicId("apiKey", key);
    for (const input of [{ actor: publicId("user", people.resolver.id) }, { subject: keyId }])
      expect((await find(people.guard(), { ...input, action: "machine." })).data).toMatchObject([
        { actor: { kind: "api_key", name: "resolver" }, sessionId: keyId, subject: { kind: "api_key", id: keyId } },
      ]);
  });

  test("page by page, each entry once, also those of one moment", async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await find(people.admin(), { ...DAY, limit: 2, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.data.map(({ action }) => action));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(["tie.c", "tie.b", "tie.a", "payout.settle", "payout.approve", "deal.confirm"]);
  });

  test("a place in one search is none in another", async () => {
    const { meta } = await find(people.guard(), { limit: 1 });
    const cursor = meta.nextCursor ?? "";
    for (const input of [{ cursor, action: "tie" }, { cursor: `${cursor}x` }, { cursor: "x" }])
      await expect(find(people.guard(), { limit: 1, ...input })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
  });

  test("is for guard and admin of that tenant alone", async () => {
    await expectRefused(people, find, {
      FORBIDDEN: ["buyer", "seller", "stranger", "resolver"],
      AUTHENTICATION_REQUIRED: ["anonymous", "system"],
    });
    const guard = people.guard();
    const elsewhere = { ...guard, actor: { ...guard.actor, tenantId: newId() } } as Ctx;
    expect((await find(elsewhere)).data).toEqual([]);
  });

  test("says what a block holds, and what was erased", async () => {
    await write(people.stranger({ clock }), "erase.me", null, { private: "thing" });
    const sealed = async () => {
      await sealAudit(people.system(), 20);
      return (await find(people.guard())).data.every((entry) => entry.sealed);
    };
    await expect.poll(sealed, { timeout: 20_000, interval: 50 }).toBe(true);
    await house.as("owner", (client) => erase(client, { personId: people.stranger.id }, "asked for"));
    const { data } = await find(people.guard(), { actor: publicId("user", people.stranger.id) });
    expect(data.map(({ payload, erasedAt, sealed: inBlock }) => [payload, erasedAt === null, inBlock])).toEqual([[{}, false, true]]);
    expect(
      (await find(people.guard(), { action: "audit.erased" })).data.map(({ subject, sealed: inBlock }) => [subject.id, inBlock]),
    ).toEqual([[data[0]?.id, false]]);
  });
});

describe("the trail as a file", () => {
  async function exported(ctx: Ctx, input: Partial<z.input<typeof exportAuditInput>> = {}): Promise<string[]> {
    const out = new PassThrough();
    const chunks: Buffer[] = [];
    out.on("data", (chunk: Buffer) => chunks.push(chunk));
    await exportAudit(ctx, exportAuditInput.parse({ from: "2026-01-01T00:00:00Z", to: "2026-04-01T00:00:00Z", ...input }), out);
    return Buffer.concat(chunks).toString().split("\r\n").slice(0, -1);
  }

  test("oldest first, what was asked for, and that it was asked for is on the trail", async () => {
    const ctx = people.guard({ correlationId: newId() });
    const [header, first, ...rest] = await exported(ctx, { subject: publicId("deal", deal) });
    expect(header).toBe("at,entry,action,actor_kind,actor,session,subject_kind,subject,payload,erased_at,correlation,digest");
    expect(first).toContain(`2026-03-01T10:00:00.000Z,aud_`);
    expect(first).toContain(
      `deal.confirm,user,${publicId("user", people.buyer.id)},${publicId("session", people.buyer.sessionId)},deal,${publicId("deal", deal)}`,
    );
    expect(first).toContain(`"{""formula"": ""=1+1""}"`);
    expect(rest).toHaveLength(3);
    const [entry] = (await find(ctx, { correlationId: ctx.correlationId })).data;
    expect(entry).toMatchObject({ action: "audit.exported", payload: { subject: publicId("deal", deal), from: "2026-01-01T00:00:00Z" } });
  });

  test("gives a spreadsheet no formula", async () => {
    await write(people.seller({ clock, correlationId: "=cmd()" }), "=HYPERLINK", deal);
    const line = (await exported(people.admin())).find((text) => text.includes("HYPERLINK"));
    expect(line).toContain(",'=HYPERLINK,");
    expect(line).toContain(",'=cmd(),");
  });

  test("is refused to everybody else, before the first byte", async () => {
    await expectRefused(people, exported, { FORBIDDEN: ["buyer", "resolver"] });
    const backwards = exported(people.guard(), { to: "2025-01-01T00:00:00Z" });
    await expect(backwards).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });
});

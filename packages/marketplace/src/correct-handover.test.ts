import { uuidOf } from "@amanat/contracts";
import { atOnce, expectRefused, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { correctHandover, startDelivery } from "./index.ts";
import { heldIn, onHold } from "./held.fixture.ts";
import { confirm, confirmDeal, dealTimeline, getDeal, runDueDeadline } from "./engine.fixture.ts";
import { funded, statusOf, type World, world } from "./world.fixture.ts";

const database = useDatabase();
const DAY = 86_400_000;
let w: World;
beforeEach(async () => {
  w = await world(database.db);
});

const seller = () => w.seller({ clock: w.clock });
const buyer = () => w.buyer({ clock: w.clock });
const link = (url: string) => ({ kind: "artifact", url }) as const;
const right = link("https://files.example.com/right");
const versionOf = async (dealId: string) => (await getDeal(buyer(), { dealId })).version;
const endOf = (dealId: string) =>
  w.db.prisma.deadline.findFirst({ where: { purpose: "inspect", subjectId: uuidOf("deal", dealId) ?? "", status: "pending" } });

describe("a link that is handed over", () => {
  test.each([
    ["http://x", "url_https"],
    ["http://files.example.com/x", "url_https"],
    ["https://amanat.example@evil.example/x", "url_user"],
    ["https://amanat.example:secret@evil.example/x", "url_user"],
    ["https://@evil.example/x", "url_user"],
    ["https:\\\\evil.example", "url"],
    ["https:evil.example", "url"],
    ["https://evil.example/\u202Egnp", "url"],
    ["https://evil.example/a b", "url"],
    ["https://x", "url_host"],
    ["https://127.0.0.1/x", "url_host"],
    ["https://2130706433/x", "url_host"],
    ["https://[::1]/x", "url_host"],
    ["javascript:alert(1)", "url_https"],
    ["ftp://files.example.com/x", "url_https"],
    ["not a link", "url"],
  ])("%s is refused: %s", async (url, code) => {
    const { dealId, version } = await funded(w);
    await expect(startDelivery(seller(), { dealId, version, handover: link(url) })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "handover.url", code }],
    });
  });

  test("is kept as it was typed, in any letters", async () => {
    const { dealId, version } = await funded(w);
    const handover = link("https://مثال.ایران.com/پرونده?a=1#b");
    await startDelivery(seller(), { dealId, version, handover });
    expect((await getDeal(buyer(), { dealId })).handover).toMatchObject(handover);
  });

  test("from before the rule can still be read", async () => {
    const { dealId } = await heldIn(w, "delivery");
    const old = { kind: "artifact", url: "http://amanat.example@evil.example/x", sha256: null, note: "\u202E" };
    await w.db.prisma.purchase.update({ where: { dealId: uuidOf("deal", dealId) ?? "" }, data: { handover: old } });
    expect((await getDeal(buyer(), { dealId })).handover).toEqual({ ...old, files: [] });
  });
});

describe("what was handed over is put right", () => {
  test("while it is on its way: the clock stays as it is, and the buyer is told", async () => {
    const { dealId, version } = await heldIn(w, "delivery");
    expect(await correctHandover(seller(), { dealId, version, handover: right })).toMatchObject({
      status: "delivery",
      version: version + 1,
    });
    expect((await getDeal(buyer(), { dealId })).handover).toMatchObject(right);
    expect(await endOf(dealId)).toBeNull();
    const { entries } = await dealTimeline(buyer(), { dealId });
    expect(entries.at(-1)).toMatchObject({ type: "deal.handover_corrected.v1", actor: { role: "seller" } });
    const told = await w.db.prisma.event.count({ where: { channel: `user:${w.buyer.id}`, type: "deal.handover_corrected.v1" } });
    expect(told).toBeGreaterThan(0);
  });

  test.each(["delivered", "confirming"] as const)("once %s: the inspection runs its whole time anew, and ends by itself", async (from) => {
    const { dealId, version } = await heldIn(w, from);
    const before = await endOf(dealId);
    w.clock.advance(13 * DAY);
    await correctHandover(seller(), { dealId, version, handover: right });
    await w.work();
    expect(await statusOf(w, dealId)).toBe("confirming");
    const anew = await endOf(dealId);
    expect((anew?.dueAt.getTime() ?? 0) - (before?.dueAt.getTime() ?? 0)).toBeGreaterThanOrEqual(13 * DAY - 60_000);
    w.clock.advance(13 * DAY);
    await w.tick();
    expect(await statusOf(w, dealId)).toBe("confirming");
    w.clock.advance(2 * DAY);
    if (anew) await runDueDeadline(w.system({ clock: w.clock }), anew);
    expect(await statusOf(w, dealId)).toBe("completed");
  });

  test("time agreed on is not shortened by it", async () => {
    const { dealId, version } = await heldIn(w, "confirming");
    const agreed = new Date((await w.clock.now(w.db.prisma)).getTime() + 60 * DAY);
    await w.db.prisma.deadline.updateMany({
      where: { purpose: "inspect", subjectId: uuidOf("deal", dealId) ?? "" },
      data: { dueAt: agreed },
    });
    await correctHandover(seller(), { dealId, version, handover: right });
    expect((await endOf(dealId))?.dueAt).toEqual(agreed);
  });

  test("a buyer who saw the old one does not confirm the new one", async () => {
    const { dealId, version } = await heldIn(w, "confirming");
    await correctHandover(seller(), { dealId, version, handover: right });
    for (let turn = 0; turn < 2; turn += 1) {
      await expect(confirmDeal(buyer(), { dealId, version })).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
      await w.work();
    }
    await confirm(buyer(), { dealId, version: await versionOf(dealId) });
    expect(await statusOf(w, dealId)).toBe("completed");
  });

  test("not before anything was handed over, not while it is disputed, and not after", async () => {
    const early = await heldIn(w, "processing");
    await expect(correctHandover(seller(), { ...early, dealId: early.dealId, handover: right })).rejects.toMatchObject({
      code: "INVALID_STATE",
    });
    const { dealId, version } = await heldIn(w, "confirming");
    const restore = await onHold(w, dealId);
    await expect(correctHandover(seller(), { dealId, version, handover: right })).rejects.toMatchObject({ code: "INVALID_STATE" });
    await restore();
    await confirm(buyer(), { dealId, version });
    await expect(correctHandover(seller(), { dealId, version: version + 1, handover: right })).rejects.toMatchObject({
      code: "INVALID_STATE",
    });
  });

  test("two at once: one through; strangers and the buyer never", async () => {
    const { dealId, version } = await heldIn(w, "delivery");
    await expectRefused(
      w,
      (ctx) => correctHandover(ctx, { dealId, version, handover: right }),
      { NOT_FOUND: ["stranger"], AUTHENTICATION_REQUIRED: ["anonymous"], FORBIDDEN: ["buyer", "admin"] },
      { clock: w.clock },
    );
    const outcomes = await atOnce(8, () => correctHandover(seller(), { dealId, version, handover: right }));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["VERSION_CONFLICT"]));
    const once = { clock: w.clock, idempotencyKey: "correct-once" };
    const first = await correctHandover(w.seller(once), { dealId, version: version + 1, handover: right });
    expect(await correctHandover(w.seller(once), { dealId, version: version + 1, handover: right })).toEqual(first);
  });
});

import { uuidOf } from "@amanat/contracts";
import { atOnce, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { PARTS, PRICE } from "@amanat/deals/testing/plain";
import * as disputes from "./index.ts";
import { World } from "./world.fixture.ts";

/** Cases that end without a ruling: both settle, one gives in, whoever opened it takes it back. Numbers are those of the list of failures. */

const DAY = 24;
const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await World.of(database);
});
const whole = (release: bigint, refund: bigint) => [
  { tranche: 1, release: release.toString(), refund: refund.toString() },
  { tranche: 2, release: "0", refund: PARTS[1].toString() },
];

describe("opening", () => {
  test("freezes the money and the clocks, in the one transaction that makes the case", async () => {
    const { caseId, dealId } = await w.opened();
    expect(await w.funds(dealId)).toMatchObject({ disputed: PRICE, held: 0n, balanced: true });
    expect(await w.statusOf(caseId)).toBe("open");
    w.hours(30 * DAY);
    const running = await database.db.prisma.deadline.findMany({
      where: { subjectId: uuidOf("deal", dealId) ?? "", status: "pending", pausedAt: null },
    });
    expect(running).toEqual([]);
  });

  test("freezes the part alone that it is about", async () => {
    const { dealId } = await w.opened("seller", { tranches: [2] });
    expect(await w.funds(dealId)).toMatchObject({ disputed: PARTS[1], held: PARTS[0], balanced: true });
  });

  test("49 second case: refused, for either side, and one more can be opened when it is over", async () => {
    const { caseId, version, dealId } = await w.opened();
    const deal = await w.opening("seller", dealId);
    expect(deal).toMatchObject({ block: "exists", caseId });
    const words = { reason: "other", ask: "release", certainty: "certain", statement: "I want to be paid now." } as const;
    const again = disputes.openDispute(w.as("seller"), { dealId, version: deal.version, ...words }, w.ports);
    await expect(again).rejects.toMatchObject({ code: "DISPUTE_EXISTS" });
    await disputes.withdrawCase(w.as("buyer"), { caseId, version }, w.ports);
    const free = await w.opening("seller", dealId);
    expect(free.block).toBe("none");
    await disputes.openDispute(w.as("seller"), { dealId, version: free.version, ...words }, w.ports);
  });

  test("says what it costs, takes and stops, and what silence decides", async () => {
    const { dealId } = await w.held();
    expect(await w.opening("buyer", dealId)).toMatchObject({
      block: "none",
      cost: "0",
      small: false,
      stateHours: 72,
      decideHours: 120,
      appealHours: 72,
      silence: "opener",
      parts: [{ amount: PARTS[0].toString() }, { amount: PARTS[1].toString() }],
    });
    await w.set("smallUnits", 1_000_000);
    expect(await w.opening("buyer", dealId)).toMatchObject({ small: true, stateHours: 24, decideHours: 48, appealHours: 0 });
  });

  test("cannot be repeated for ever", async () => {
    const { dealId } = await w.held();
    const words = { reason: "other", ask: "full_refund", certainty: "certain", statement: "Something is wrong again." } as const;
    for (let round = 0; round < 4; round += 1) {
      const { version } = await w.opening("buyer", dealId);
      const { caseId, version: seen } = await disputes.openDispute(w.as("buyer"), { dealId, version, ...words }, w.ports);
      await disputes.withdrawCase(w.as("buyer"), { caseId, version: seen }, w.ports);
    }
    const { version, block } = await w.opening("buyer", dealId);
    expect(block).toBe("too_many");
    await expect(disputes.openDispute(w.as("buyer"), { dealId, version, ...words }, w.ports)).rejects.toMatchObject({
      code: "INVALID_STATE",
    });
  });

  test("asks for what the side can have, and for shares that come to what is held", async () => {
    const open = (by: "buyer" | "seller", more: object) => w.opened(by, more);
    await expect(open("buyer", { ask: "release" })).rejects.toMatchObject({ issues: [{ path: "ask", code: "unexpected" }] });
    await expect(open("seller", { ask: "full_refund" })).rejects.toMatchObject({ issues: [{ path: "ask", code: "unexpected" }] });
    const shares = [{ tranche: 1, release: "100", refund: "499" }];
    await expect(open("buyer", { ask: "partial_refund", shares, tranches: [1] })).rejects.toMatchObject({ issues: [{ code: "differs" }] });
    await expect(open("buyer", { tranches: [3] })).rejects.toMatchObject({ code: "MONEY_LEFT" });
  });
});

describe("settlement", () => {
  test("by split: both saw the postings, and they are what happens", async () => {
    const opened = await w.opened();
    await w.offer("seller", opened, { kind: "split", shares: whole(200n, 400n) });
    const view = await disputes.getCase(w.as("buyer"), { caseId: opened.caseId }, w.ports);
    expect(view.settlements[0]?.effect.map(({ to, amount }) => [to, amount])).toEqual([
      ["seller", "198"],
      ["fee", "2"],
      ["buyer", "400"],
      ["buyer", PARTS[1].toString()],
    ]);
    await w.answer("buyer", opened.caseId, "accept");
    expect(await w.statusOf(opened.caseId)).toBe("settled");
    expect(await w.dealStatus(opened.dealId)).toBe("completed");
    expect(await w.funds(opened.dealId)).toMatchObject({ disputed: 0n, releasable: 198n, fees: 2n, refundable: 800n, balanced: true });
  });

  test("55 old version: conflict, and nothing moves", async () => {
    const opened = await w.opened();
    await w.offer("buyer", opened, { kind: "refund" });
    const offer = { ...(await w.offerOf(opened.caseId)), version: 7 };
    const answer = disputes.answerSettlement(w.as("seller"), { caseId: opened.caseId, ...offer, answer: "accept" }, w.ports);
    await expect(answer).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    expect(await w.funds(opened.dealId)).toMatchObject({ disputed: PRICE });
  });

  test("56 out of turn: refused, until the other has answered or the time is over", async () => {
    const opened = await w.opened();
    const { caseId } = opened;
    await w.offer("buyer", opened, { kind: "refund" });
    await expect(w.offer("buyer", await w.now(caseId), { kind: "refund" })).rejects.toMatchObject({ code: "NOT_YOUR_TURN" });
    await expect(w.offer("seller", await w.now(caseId), { kind: "release" })).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(w.answer("buyer", caseId, "accept")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await w.answer("seller", caseId, "decline");
    await w.offer("seller", await w.now(caseId), { kind: "release" });
    w.hours(73);
    await expect(w.answer("buyer", caseId, "accept")).rejects.toMatchObject({ code: "INVALID_STATE" });
    await w.tick();
    await w.offer("buyer", await w.now(caseId), { kind: "refund" });
  });

  test("57 sum other than what is frozen: refused, and no other shape than its kind's", async () => {
    const opened = await w.opened();
    for (const shares of [whole(200n, 399n), whole(200n, 401n), [], whole(200n, 400n).slice(0, 1)])
      await expect(w.offer("seller", opened, { kind: "split", shares })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(w.offer("seller", opened, { kind: "refund", shares: whole(0n, 600n) })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
    await expect(w.offer("seller", opened, { kind: "replacement" })).rejects.toMatchObject({
      issues: [{ path: "until", code: "missing" }],
    });
  });

  test("58 accept against rule, 8-way: one, and the money goes one way", async () => {
    const { caseId, dealId, mediator } = await w.judged();
    await w.offer("buyer", await w.now(caseId), { kind: "refund" });
    const seen = await w.now(caseId);
    const outcomes = await atOnce(8, (call) =>
      call % 2 === 0 ? w.answer("seller", caseId, "accept") : w.rule(mediator, seen, { outcome: "release" }),
    );
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes).every((code) => ["INVALID_STATE", "NOT_FOUND", "VERSION_CONFLICT"].includes(code))).toBe(true);
    const ended = await w.statusOf(caseId);
    expect(["settled", "ruled"]).toContain(ended);
    expect(await w.funds(dealId)).toMatchObject(ended === "settled" ? { refundable: PRICE, disputed: 0n } : { disputed: PRICE });
  });

  test("59 replay: one movement", async () => {
    const opened = await w.opened();
    await w.offer("buyer", opened, { kind: "refund" });
    await w.answer("seller", opened.caseId, "accept");
    await expect(w.concede("seller", await w.now(opened.caseId))).rejects.toMatchObject({ code: "INVALID_STATE" });
    const movements = await database.db.prisma.movement.findMany({ where: { scope: uuidOf("deal", opened.dealId) ?? "" } });
    expect(movements).toHaveLength(PARTS.length);
  });

  test("on a replacement: the money is held as before, and the seller has a new date", async () => {
    const opened = await w.opened();
    const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 5 * 86_400_000).toISOString();
    await w.offer("seller", opened, { kind: "replacement", until });
    await w.answer("buyer", opened.caseId, "accept");
    expect(await w.statusOf(opened.caseId)).toBe("settled");
    expect(await w.dealStatus(opened.dealId)).toBe("processing");
    expect(await w.funds(opened.dealId)).toMatchObject({ disputed: 0n, held: PRICE, balanced: true });
  });

  test("on more time: both have it to state their case, and nothing else changes", async () => {
    const opened = await w.opened();
    const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 5 * 86_400_000).toISOString();
    await w.offer("seller", opened, { kind: "time", until });
    await w.answer("buyer", opened.caseId, "accept");
    const { next, status } = await disputes.getCase(w.as("buyer"), { caseId: opened.caseId }, w.ports);
    expect({ status, dueAt: next.dueAt }).toEqual({ status: "open", dueAt: until });
    w.hours(73);
    await w.tick();
    expect(await w.statusOf(opened.caseId)).toBe("open");
  });

  test("of one part of two: the deal goes on with the other, which is paid", async () => {
    const opened = await w.opened("buyer", { tranches: [2] });
    await w.offer("seller", opened, { kind: "split", shares: [{ tranche: 2, release: "100", refund: "300" }] });
    await w.answer("buyer", opened.caseId, "accept");
    expect(await w.dealStatus(opened.dealId)).toBe("processing");
    expect(await w.funds(opened.dealId)).toMatchObject({ held: PARTS[0], releasable: 99n, refundable: 300n, fees: 1n, balanced: true });
  });

  test("is for good: whoever has the case is told, and has it no more", async () => {
    const { caseId, mediator } = await w.judged();
    await w.offer("buyer", await w.now(caseId), { kind: "refund" });
    await w.answer("seller", caseId, "accept");
    const row = await w.row(caseId);
    expect([row.status, row.mediatorId]).toEqual(["settled", null]);
    const told = await database.db.prisma.event.findMany({ where: { subjectId: row.id, type: "dispute.closed.v1" } });
    expect(told.map(({ channel }) => channel)).toContain(`user:${w.people[mediator].id}`);
    await expect(w.rule(mediator, await w.now(caseId))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

test("52 confirm, cancel, timer: refused while a case is open, and releasing all of it is offered", async () => {
  const opened = await w.opened();
  const refused = { code: "IN_DISPUTE" };
  await expect(w.confirm(opened.dealId)).rejects.toMatchObject(refused);
  await expect(w.cancel(opened.dealId)).rejects.toMatchObject(refused);
  w.hours(60 * DAY - 72);
  expect((await disputes.getCase(w.as("buyer"), { caseId: opened.caseId }, w.ports)).may).toContain("concede");
  await w.concede("buyer", opened);
  expect([await w.statusOf(opened.caseId), await w.dealStatus(opened.dealId)]).toEqual(["settled", "completed"]);
  expect(await w.funds(opened.dealId)).toMatchObject({ disputed: 0n, releasable: 990n, fees: 10n, balanced: true });
});

test("withdrawn: as before, with three days left at least, and never once a ruling was given", async () => {
  const opened = await w.opened();
  await disputes.withdrawCase(w.as("buyer"), opened, w.ports);
  expect([await w.statusOf(opened.caseId), await w.dealStatus(opened.dealId)]).toEqual(["withdrawn", "processing"]);
  expect(await w.funds(opened.dealId)).toMatchObject({ disputed: 0n, held: PRICE });
  const judged = await w.judged();
  await w.rule(judged.mediator, judged, { outcome: "release" });
  const late = disputes.withdrawCase(w.as("buyer"), await w.now(judged.caseId), w.ports);
  await expect(late).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("50 opened when the payout is signed or the money is gone: said, with what left", async () => {
  const { dealId } = await w.held();
  await w.confirm(dealId);
  const view = await w.opening("buyer", dealId);
  expect(view.block).toBe("money_left");
  const words = { reason: "other", ask: "full_refund", certainty: "certain", statement: "Too late, and I know it." } as const;
  const late = disputes.openDispute(w.as("buyer"), { dealId, version: view.version, ...words }, w.ports);
  await expect(late).rejects.toMatchObject({ code: "MONEY_LEFT" });
  await database.db.prisma.payout.updateMany({
    where: { scope: uuidOf("deal", dealId) ?? "" },
    data: { status: "broadcast", txHash: `0x${"ab".repeat(32)}` },
  });
  const gone = { status: "broadcast", txHash: `0x${"ab".repeat(32)}` };
  expect((await w.opening("buyer", dealId)).left).toMatchObject([gone, gone]);
});

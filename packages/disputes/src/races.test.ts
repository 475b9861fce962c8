import type { PartyRole } from "@amanat/contracts";
import { inTransaction, runTimer, takeDueDeadline } from "@amanat/db";
import { dealTimers } from "@amanat/deals";
import { PRICE } from "@amanat/deals/testing/plain";
import { atOnce, failureCodes, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as disputes from "./index.ts";
import { disputeTimers } from "./timers.ts";
import { KINDS, seen, World } from "./world.fixture.ts";

/** Whoever is at the same door at the same moment: one goes through, and everybody else is told what is true. Numbers are of the list of failures. */

const CALLERS = 64;
const DAY_HOURS = 24;
const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await World.of(database);
});

const sideOf = (call: number): PartyRole => (call % 2 === 0 ? "buyer" : "seller");

function open(by: PartyRole, deal: { dealId: string; version: number }) {
  const ask = by === "buyer" ? "full_refund" : "release";
  const words = { reason: "not_as_agreed", ask, certainty: "certain", statement: "It is not what we agreed on." } as const;
  return disputes.openDispute(w.as(by), { ...deal, ...words }, w.ports);
}

/** One turn of the worker's timers: one that is due, taken as the worker takes it. */
function turn(purpose: string, clock = w.clock): Promise<string> {
  const timers = { ...dealTimers(KINDS), ...disputeTimers(w.ports) };
  return inTransaction(w.people.system({ clock }), async (tx) => {
    const row = await takeDueDeadline(tx, [purpose]);
    if (row !== null) await runTimer(tx, timers, row);
    return "timer";
  });
}

/** How the deal stands: in a case with all its money, or over. */
async function standing(dealId: string): Promise<"case" | "paid" | "back"> {
  const [status, funds] = [await w.dealStatus(dealId), await w.funds(dealId)];
  expect(funds.balanced).toBe(true);
  if (status === "processing") {
    expect(funds).toMatchObject({ disputed: PRICE, releasable: 0n, refundable: 0n });
    return "case";
  }
  const paid = status === "completed";
  expect(funds).toMatchObject({ disputed: 0n, held: 0n, ...(paid ? { refundable: 0n } : { refundable: PRICE, releasable: 0n }) });
  return paid ? "paid" : "back";
}

const cases = (dealId: string) => disputes.casesOfOneDeal(w.as("buyer"), { dealId });

test.each(["confirm", "release by the clock", "cancel"] as const)(
  "48 a dispute against %s, 64-way: one wins, all are told the truth",
  async (rival) => {
    for (let round = 0; round < 2; round += 1) {
      const deal = await w.held();
      w.hours(rival === "release by the clock" ? 14 * DAY_HOURS : 1);
      const against = {
        confirm: () => w.confirm(deal.dealId),
        "release by the clock": () => turn("inspect"),
        cancel: () => w.cancel(deal.dealId),
      };
      const outcomes = await atOnce<unknown>(CALLERS, (call) => (call % 4 < 2 ? open(sideOf(call), deal) : against[rival]()));
      const ended = await standing(deal.dealId);
      const [openers, rivals] = [outcomes.filter((_, call) => call % 4 < 2), outcomes.filter((_, call) => call % 4 >= 2)];
      // A rival by the clock that comes too late has nothing to say: it finds the deal as it is.
      const quiet = rival === "release by the clock" ? rivals.length : ended === "case" ? 0 : 1;
      expect(succeeded(openers)).toHaveLength(ended === "case" ? 1 : 0);
      expect(succeeded(rivals)).toHaveLength(quiet);
      expect(new Set(failureCodes(openers))).toEqual(new Set([ended === "case" ? "DISPUTE_EXISTS" : "MONEY_LEFT"]));
      expect(failureCodes(rivals).filter((code) => code !== (ended === "case" ? "IN_DISPUTE" : "INVALID_STATE"))).toEqual([]);
      expect((await cases(deal.dealId)).cases).toHaveLength(ended === "case" ? 1 : 0);
    }
  },
);

test("49 two open at once, 64-way: one case, and everybody else is led to it", async () => {
  const deal = await w.held();
  const outcomes = await atOnce(CALLERS, (call) => open(sideOf(call), deal));
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(new Set(failureCodes(outcomes))).toEqual(new Set(["DISPUTE_EXISTS"]));
  expect(await standing(deal.dealId)).toBe("case");
});

test("58 accept against rule and concede, 64-way: one, and the money goes one way", async () => {
  const { caseId, dealId, mediator } = await w.judged();
  await w.offer("buyer", await w.now(caseId), { kind: "refund" });
  const [now, offer] = [await w.now(caseId), await w.offerOf(caseId)];
  const accept = { caseId, ...offer, answer: "accept" } as const;
  const outcomes = await atOnce(CALLERS, async (call) => {
    // A refund costs whoever accepts it: each proves to be there, as each would.
    if (call % 3 === 0) return w.accept("seller", accept);
    return call % 3 === 1 ? w.rule(mediator, now, { outcome: "release" }) : w.concede("buyer", now);
  });
  const [won] = succeeded(outcomes);
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(failureCodes(outcomes).filter((code) => !["INVALID_STATE", "NOT_FOUND", "VERSION_CONFLICT"].includes(code))).toEqual([]);
  expect(["settled", "ruled"]).toContain(won?.status);
  await standing(dealId);
});

test("60 all who may rule take one case, 64-way: one has it", async () => {
  w.able.splice(0);
  const waiting = await w.judgedLater();
  w.able.push("resolver", "resolver2", "resolver3");
  const seenBy = await w.now(waiting.caseId);
  const who = ["resolver", "resolver2", "resolver3"] as const;
  const outcomes = await atOnce(CALLERS, (call) => disputes.takeCase(w.as(who[call % 3] ?? "resolver"), seenBy, w.ports));
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(failureCodes(outcomes).filter((code) => !["INVALID_STATE", "VERSION_CONFLICT"].includes(code))).toEqual([]);
  expect(await w.db.prisma.disputeMediator.count({ where: { caseId: (await w.row(waiting.caseId)).id } })).toBe(1);
});

test("66 an appeal at the last second against the end of its time, 64-way: appealed or carried out, never both", async () => {
  for (let round = 0; round < 2; round += 1) {
    const judged = await w.judged();
    await w.rule(judged.mediator, judged, { outcome: "release" });
    const ruled = await w.now(judged.caseId);
    w.clock.advance(72 * 3_600_000 - 1_000);
    const later = testClock(new Date((await w.clock.now(w.db.prisma)).getTime() + 2_000));
    const outcomes = await atOnce<unknown>(CALLERS, (call) =>
      call % 2 === 0
        ? disputes.appeal(w.as(sideOf(call / 2)), { ...ruled, statement: "Not what we showed at all." }, w.ports)
        : turn("dispute_appeal", later),
    );
    const appealed = succeeded(outcomes.filter((_, call) => call % 2 === 0));
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
    const status = await w.statusOf(judged.caseId);
    expect(status).toBe(appealed.length === 1 ? "in_progress" : "resolved");
    expect(await standing(judged.dealId)).toBe(appealed.length === 1 ? "case" : "paid");
  }
});

test("both concede at once, 64-way: one gives it away, and the other keeps what it was given", async () => {
  const { caseId, dealId, version } = await w.opened();
  const outcomes = await atOnce(CALLERS, (call) => w.concede(sideOf(call), { caseId, version }));
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
  const by = outcomes.findIndex(({ status }) => status === "fulfilled");
  expect(await standing(dealId)).toBe(sideOf(by) === "buyer" ? "paid" : "back");
});

test("a second case against the first's end, 64-way: opened once, on money that is held again", async () => {
  const { caseId, dealId, version } = await w.opened();
  const deal = await seen(w.plain, dealId);
  const outcomes = await atOnce(CALLERS, (call) =>
    call % 2 === 0 ? disputes.withdrawCase(w.as("buyer"), { caseId, version }, w.ports) : open("seller", deal),
  );
  expect(succeeded(outcomes.filter((_, call) => call % 2 === 0))).toHaveLength(1);
  const codes = failureCodes(outcomes);
  expect(codes.filter((code) => !["INVALID_STATE", "DISPUTE_EXISTS", "VERSION_CONFLICT"].includes(code))).toEqual([]);
  expect((await w.funds(dealId)).balanced).toBe(true);
});

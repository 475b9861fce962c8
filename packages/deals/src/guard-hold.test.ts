import { proved, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as deals from "./index.ts";
import { MOST_GUARD_HOLDS } from "./rules.ts";
import { dealNow, endCase, funds, held, KINDS, PARTS, PRICE, scopeOf, type Seen, seen, stop, type World, world } from "./testing/plain.ts";

/** A guard's hold: it stops all the money of a deal, and no longer than until its date. */

const DAY_MS = 86_400_000;
const reason = "Somebody looks at where it comes from";
const database = useDatabase();
let w: World;
let deal: Seen;
beforeEach(async () => {
  w = await world(database);
  deal = await held(w);
});

type Who = "buyer" | "seller" | "guard";
const as = (who: Who) => w.stage.people[who]({ clock: w.clock });
const inDays = async (days: number) => new Date((await w.clock.now(w.stage.db.prisma)).getTime() + days * DAY_MS).toISOString();
const again = () => seen(w, deal.dealId);
const place = async (days = 10) => deals.placeHold(as("guard"), { ...(await again()), reason, until: await inDays(days) }, KINDS);
const lift = async () => deals.liftHold(as("guard"), { ...(await again()), reason }, KINDS);
const confirm = async () => {
  const now = await again();
  return proved(as("buyer"), (sure) => deals.confirmDeal(sure, now, KINDS));
};
const clock = () => w.stage.db.prisma.deadline.findFirstOrThrow({ where: { purpose: "inspect", subjectId: scopeOf(deal.dealId) } });
const pass = async (days: number) => {
  w.clock.advance(days * DAY_MS);
  await w.tick();
};

test("stops what is held of every part, the clocks and what was proposed, and moves no status", async () => {
  const asked = await proved(as("seller"), (sure) => deals.proposeDealChange(sure, { ...deal, kind: "cancel" }, KINDS));
  await place();
  expect(await funds(w, deal.dealId)).toMatchObject({ held: 0n, disputed: PRICE, balanced: true });
  expect((await dealNow(w, deal.dealId)).status).toBe("processing");
  expect((await clock()).pausedAt).not.toBeNull();
  await expect(confirm()).rejects.toMatchObject({ code: "INVALID_STATE" });
  const answer = { dealId: deal.dealId, proposalId: asked.proposal.id, version: asked.proposal.version, answer: "agree" } as const;
  await expect(deals.answerDealChange(as("buyer"), answer, KINDS)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("lifted by a guard, the money goes on as before, with its clock", async () => {
  await place();
  const { dueAt } = await clock();
  w.clock.advance(2 * DAY_MS);
  await lift();
  expect((await clock()).dueAt.getTime() - dueAt.getTime()).toBeGreaterThanOrEqual(2 * DAY_MS);
  await pass(9);
  // Its timer went with it.
  expect((await dealNow(w, deal.dealId)).status).toBe("processing");
  await confirm();
  expect((await dealNow(w, deal.dealId)).status).toBe("completed");
});

test("on its date it ends by itself, and the deal by its clock", async () => {
  await place(10);
  await pass(9.9);
  expect((await funds(w, deal.dealId)).disputed).toBe(PRICE);
  await pass(0.2);
  expect(await funds(w, deal.dealId)).toMatchObject({ held: PRICE, disputed: 0n });
  const trail = await w.stage.db.prisma.auditEntry.findMany({ where: { action: "deal.guard_lift", subjectId: scopeOf(deal.dealId) } });
  expect(trail.map(({ actorKind }) => actorKind)).toEqual(["system:worker"]);
  await expect(lift()).rejects.toMatchObject({ code: "INVALID_STATE" });
  await pass(20);
  expect((await dealNow(w, deal.dealId)).status).toBe("completed");
});

test("its date lies ahead, and not further than is allowed", async () => {
  await expect(place(-1)).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "until", code: "past" }] });
  await expect(place(31)).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "until", code: "too_far" }] });
  expect((await funds(w, deal.dealId)).held).toBe(PRICE);
});

test("is placed a few times in a deal, and then no more", async () => {
  for (let time = 0; time < MOST_GUARD_HOLDS; time += 1) {
    await place();
    await lift();
  }
  await expect(place()).rejects.toMatchObject({ code: "INVALID_STATE" });
  await confirm();
});

test("a guard who is a party of the deal stops nothing, and lifts nothing", async () => {
  const party = as("buyer");
  if (party.actor.kind !== "user") throw new Error("the buyer is a person");
  const own = { ...party, actor: { ...party.actor, roles: ["buyer", "guard"] as const } };
  const until = await inDays(3);
  await expect(deals.placeHold(own, { ...deal, reason, until }, KINDS)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  const placed = await place();
  await expect(deals.liftHold(own, { dealId: deal.dealId, version: placed.version, reason }, KINDS)).rejects.toMatchObject({
    code: "SELF_APPROVAL",
  });
});

test("with a case: neither ends the other's, what is divided waits for the guard, and the clocks wait for both", async () => {
  await stop(w, deal, [1]);
  await place();
  const shares = [{ tranche: 1, release: PARTS[0], refund: 0n }];
  await expect(endCase(w, deal, shares)).rejects.toMatchObject({ code: "INVALID_STATE" });
  await lift();
  expect((await clock()).pausedAt).not.toBeNull();
  expect(await funds(w, deal.dealId)).toMatchObject({ held: PARTS[1], disputed: PARTS[0] });
  await place();
  await endCase(w, deal);
  expect((await clock()).pausedAt).not.toBeNull();
  expect(await funds(w, deal.dealId)).toMatchObject({ held: 0n, disputed: PRICE });
  await lift();
  expect((await clock()).pausedAt).toBeNull();
  expect(await funds(w, deal.dealId)).toMatchObject({ held: PRICE, disputed: 0n });
});

test("before a case: the case has the money once the guard lets go, and divides it", async () => {
  await place();
  await stop(w, await again(), [1]);
  await lift();
  await endCase(w, deal, [{ tranche: 1, release: 0n, refund: PARTS[0] }]);
  expect(await funds(w, deal.dealId)).toMatchObject({ held: PARTS[1], disputed: 0n, balanced: true });
});

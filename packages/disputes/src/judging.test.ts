import { broughtFile, publicId, uuidOf } from "@amanat/contracts";
import { atOnce, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { PARTS, PRICE } from "@amanat/deals/testing/plain";
import * as disputes from "./index.ts";
import { hashOf, beginningOf, digestOf } from "./internal/record.ts";
import { someFile, World } from "./world.fixture.ts";

/** Cases that somebody decides: a mediator, another on appeal, or a side's silence. Numbers are those of the list of failures. */

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await World.of(database);
});
const split = [
  { tranche: 1, release: "100", refund: "500" },
  { tranche: 2, release: "0", refund: PARTS[1].toString() },
];

describe("a side that stays silent", () => {
  test.each([
    ["buyer", "refundable", "cancelled"],
    ["seller", "releasable", "completed"],
  ] as const)("loses what the %s asked for: first ruled, then, when nobody appeals, carried out", async (opener, pot, ended) => {
    const { caseId, dealId } = await w.opened(opener);
    w.hours(72);
    await w.tick();
    const view = await disputes.getCase(w.as(opener), { caseId }, w.ports);
    const silent = opener === "buyer" ? "seller" : "buyer";
    expect(view).toMatchObject({ status: "ruled", rulings: [{ by: null, defaulted: silent, status: "standing" }] });
    expect(await w.funds(dealId)).toMatchObject({ disputed: PRICE });
    w.hours(72);
    await w.tick();
    expect([await w.statusOf(caseId), await w.dealStatus(dealId)]).toEqual(["resolved", ended]);
    expect((await w.funds(dealId))[pot]).toBeGreaterThan(0n);
  });

  test("is not silent once it has done anything: then a mediator decides on what there is", async () => {
    const { caseId } = await w.opened();
    await disputes.addEvidence(w.as("seller"), { kind: "file", caseId, fileId: someFile(), note: "the receipt" }, w.ports);
    w.hours(72);
    await w.tick();
    expect(await w.statusOf(caseId)).toBe("in_progress");
  });

  test("may appeal like anybody, and then a person decides", async () => {
    const { caseId } = await w.opened();
    w.hours(72);
    await w.tick();
    await disputes.appeal(w.as("seller"), { ...(await w.now(caseId)), statement: "I was in hospital." }, w.ports);
    expect(await w.statusOf(caseId)).toBe("in_progress");
  });

  test("to what was asked for in money, to the unit", async () => {
    const { caseId, dealId } = await w.opened("buyer", { ask: "partial_refund", shares: split });
    w.hours(144);
    await w.tick();
    w.hours(72);
    await w.tick();
    expect(await w.statusOf(caseId)).toBe("resolved");
    expect(await w.funds(dealId)).toMatchObject({ releasable: 99n, fees: 1n, refundable: 900n, balanced: true });
  });
});

describe("a ruling", () => {
  test.each([
    ["refund", undefined, "cancelled", { refundable: PRICE }],
    ["release", undefined, "completed", { releasable: 990n, fees: 10n }],
    ["split", split, "completed", { releasable: 99n, fees: 1n, refundable: 900n }],
    ["compensation", split, "completed", { releasable: 99n, fees: 1n, refundable: 900n }],
    ["no_action", undefined, "processing", { held: PRICE }],
  ] as const)("of %s is carried out once nobody may appeal any more", async (outcome, shares, ended, money) => {
    const { caseId, dealId, version, mediator } = await w.judged();
    await w.rule(mediator, { caseId, version }, { outcome, ...(shares ? { shares: [...shares] } : {}) });
    expect(await w.statusOf(caseId)).toBe("ruled");
    expect(await w.funds(dealId)).toMatchObject({ disputed: PRICE });
    w.hours(72);
    await w.tick();
    expect([await w.statusOf(caseId), await w.dealStatus(dealId)]).toEqual(["resolved", ended]);
    expect(await w.funds(dealId)).toMatchObject({ disputed: 0n, balanced: true, ...money });
  });

  test("of a replacement gives the seller a date", async () => {
    const judged = await w.judged();
    const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 20 * 86_400_000).toISOString();
    await w.rule(judged.mediator, judged, { outcome: "replacement", until });
    w.hours(72);
    await w.tick();
    expect(await w.dealStatus(judged.dealId)).toBe("processing");
    expect(await w.funds(judged.dealId)).toMatchObject({ held: PRICE, disputed: 0n });
  });

  test("comes to what is on hold, and not before evidence is closed", async () => {
    const judged = await w.judged();
    const odd = [{ tranche: 1, release: "100", refund: "501" }, split[1]!];
    await expect(w.rule(judged.mediator, judged, { outcome: "split", shares: odd })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 3_600_000).toISOString();
    const seen = await disputes.reopenEvidence(w.as(judged.mediator), { caseId: judged.caseId, version: judged.version, until }, w.ports);
    await expect(w.rule(judged.mediator, { ...judged, version: seen.version })).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("sanctions apart from the outcome, once it is the last word", async () => {
    const judged = await w.judged();
    await w.rule(judged.mediator, judged, { outcome: "no_action", sanctions: ["ban_seller", "warning_buyer"] });
    expect(w.sanctions).toEqual([]);
    w.hours(72);
    await w.tick();
    expect(w.sanctions.map(({ userId, kind }) => [userId, kind])).toEqual([
      [w.people.seller.id, "ban"],
      [w.people.buyer.id, "warning"],
    ]);
    expect(new Set(w.sanctions.map(({ cause }) => cause)).size).toBe(1);
  });

  test("on a small claim is the last word: within 24 and 48 hours, at once, without appeal", async () => {
    await w.set("smallUnits", 1_000_000);
    const judged = await w.judged();
    const view = await disputes.getCase(w.as("buyer"), { caseId: judged.caseId }, w.ports);
    const hours = (Date.parse(view.next.dueAt ?? "") - (await w.clock.now(database.db.prisma)).getTime()) / 3_600_000;
    expect(Math.round(hours)).toBe(48);
    await w.rule(judged.mediator, judged);
    expect([await w.statusOf(judged.caseId), await w.dealStatus(judged.dealId)]).toEqual(["resolved", "cancelled"]);
    const late = disputes.appeal(w.as("seller"), { ...(await w.now(judged.caseId)), statement: "I would like to appeal." }, w.ports);
    await expect(late).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("65 after the money left: refused", async () => {
    const judged = await w.judged();
    const where = { scope: uuidOf("deal", judged.dealId) ?? "" };
    await database.db.prisma.hold.updateMany({ where, data: { status: "restored", closedAt: new Date() } });
    await expect(w.rule(judged.mediator, judged)).rejects.toMatchObject({ code: "MONEY_LEFT" });
    // The clocks of this world run for every case in it.
    await database.db.prisma.hold.updateMany({ where, data: { status: "live", closedAt: null } });
  });
});

describe("appeal", () => {
  test("62 goes to another, whose ruling is the last word and is carried out at once", async () => {
    const judged = await w.judged();
    await w.rule(judged.mediator, judged, { outcome: "release" });
    await disputes.appeal(w.as("buyer"), { ...(await w.now(judged.caseId)), statement: "Nobody looked at the pictures." }, w.ports);
    const second = await w.mediatorOf(judged.caseId);
    expect(second).not.toBe(judged.mediator);
    await expect(w.rule(judged.mediator, await w.now(judged.caseId))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await w.rule(second, await w.now(judged.caseId), { outcome: "refund" });
    const view = await disputes.getCase(w.as("buyer"), { caseId: judged.caseId }, w.ports);
    expect(view).toMatchObject({
      status: "resolved",
      round: 1,
      rulings: [{ status: "overturned" }, { status: "executed", outcome: "refund" }],
    });
    expect(await w.funds(judged.dealId)).toMatchObject({ refundable: PRICE, disputed: 0n, balanced: true });
  });

  test("once in a case, and in time", async () => {
    const judged = await w.judged();
    await w.rule(judged.mediator, judged);
    w.hours(72);
    const late = disputes.appeal(w.as("seller"), { ...(await w.now(judged.caseId)), statement: "A second too late." }, w.ports);
    await expect(late).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("66 at the last second, against the clock and the other side: one", async () => {
    const judged = await w.judged();
    await w.rule(judged.mediator, judged);
    const seen = await w.now(judged.caseId);
    const outcomes = await atOnce(8, (call) =>
      disputes.appeal(w.as(call % 2 === 0 ? "buyer" : "seller"), { ...seen, statement: "Not what we showed at all." }, w.ports),
    );
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
  });

  test("that nobody rules on: on the last date the first ruling is carried out", async () => {
    const judged = await w.judged();
    await w.rule(judged.mediator, judged, { outcome: "release" });
    w.able.splice(0);
    await disputes.appeal(w.as("buyer"), { ...(await w.now(judged.caseId)), statement: "Nobody looked at the pictures." }, w.ports);
    expect(await w.statusOf(judged.caseId)).toBe("unassigned");
    w.hours(91 * 24);
    await w.tick();
    expect([await w.statusOf(judged.caseId), await w.dealStatus(judged.dealId)]).toEqual(["resolved", "completed"]);
  });
});

describe("who rules", () => {
  test("nobody who stands too close, has approved a payout of theirs, or had the case before", async () => {
    w.close.add(w.people.resolver.id);
    const { dealId } = await w.held();
    await w.confirm(dealId);
    const approved = { approvedById: w.people.resolver2.id, approvedByName: "Resolver", approvedAt: await w.clock.now(database.db.prisma) };
    await database.db.prisma.payout.updateMany({ where: { scope: uuidOf("deal", dealId) ?? "" }, data: approved });
    const judged = await w.judged();
    expect(judged.mediator).toBe("resolver3");
    await disputes.recuse(w.as("resolver3"), { caseId: judged.caseId, version: judged.version }, w.ports);
    expect(await w.statusOf(judged.caseId)).toBe("unassigned");
    const taking = disputes.takeCase(w.as("resolver2"), await w.now(judged.caseId), w.ports);
    await expect(taking).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("whoever has fewer cases", async () => {
    const seen: string[] = [];
    for (let n = 0; n < 3; n += 1) seen.push((await w.judged()).mediator);
    expect(new Set(seen).size).toBe(3);
  });

  test("60 two take one: one", async () => {
    const able = w.able.splice(0);
    const { caseId } = await w.judgedLater();
    w.able.push(...able);
    const seen = await w.now(caseId);
    const outcomes = await atOnce(6, (call) => disputes.takeCase(w.as(able[call % 3] ?? "resolver"), seen, w.ports));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_STATE"]));
  });

  test("63 nobody eligible: queue, the clock waits and says so, the desk is told; given when somebody is free", async () => {
    const able = w.able.splice(0);
    const { caseId } = await w.judgedLater();
    const view = await disputes.getCase(w.as("buyer"), { caseId }, w.ports);
    expect(view).toMatchObject({ status: "unassigned", next: { who: "desk", dueAt: null } });
    expect(view.pausedSince).not.toBeNull();
    const where = { kind: "dispute.unassigned", subject: uuidOf("case", caseId) ?? "" };
    expect(await database.db.prisma.incident.findMany({ where, select: { state: true } })).toEqual([{ state: "open" }]);
    w.hours(30 * 24);
    await w.tick();
    expect(await w.statusOf(caseId)).toBe("unassigned");
    w.able.push(...able);
    await disputes.assignWaiting(w.people.system({ clock: w.clock }), w.ports);
    expect(await w.statusOf(caseId)).toBe("in_progress");
    expect(await database.db.prisma.incident.findMany({ where, select: { state: true } })).toEqual([{ state: "closed" }]);
  });

  test("another, when one does not rule in time; and on the last date it goes on as before", async () => {
    const judged = await w.judged();
    w.hours(120);
    await w.tick();
    expect(await w.mediatorOf(judged.caseId)).not.toBe(judged.mediator);
    w.hours(90 * 24);
    await w.tick();
    expect([await w.statusOf(judged.caseId), await w.dealStatus(judged.dealId)]).toEqual(["lapsed", "processing"]);
    expect(await w.funds(judged.dealId)).toMatchObject({ disputed: 0n, held: PRICE });
  });

  test("another, once for each side that asks", async () => {
    const judged = await w.judged();
    const reason = "We have met before, and not gladly.";
    await disputes.changeMediator(w.as("buyer"), { caseId: judged.caseId, version: judged.version, reason }, w.ports);
    const again = disputes.changeMediator(w.as("buyer"), { ...(await w.now(judged.caseId)), reason }, w.ports);
    await expect(again).rejects.toMatchObject({ code: "INVALID_STATE" });
    await disputes.changeMediator(w.as("seller"), { ...(await w.now(judged.caseId)), reason }, w.ports);
    const third = await w.mediatorOf(judged.caseId);
    expect(third).not.toBe(judged.mediator);
  });
});

describe("evidence", () => {
  test("53 altered: refused by the database; late: refused, and reopened for both", async () => {
    const judged = await w.judged();
    const { caseId } = judged;
    const add = (by: "buyer" | "seller") => disputes.addEvidence(w.as(by), { kind: "file", caseId, fileId: someFile(), note: "" }, w.ports);
    await expect(add("buyer")).rejects.toMatchObject({ code: "INVALID_STATE" });
    const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 3_600_000).toISOString();
    await disputes.reopenEvidence(w.as(judged.mediator), { caseId, version: judged.version, until }, w.ports);
    w.fileHash = null;
    await expect(add("buyer")).rejects.toMatchObject({ code: "INVALID_STATE" });
    w.fileHash = "ab".repeat(32);
    await add("buyer");
    const { data: said } = await disputes.caseRecord(w.as("seller"), { caseId, limit: 20 }, w.ports);
    expect(broughtFile.parse(said.find(({ kind }) => kind === "file")?.data).sha256).toBe(w.fileHash);
    await add("seller");
    w.hours(1);
    await expect(add("seller")).rejects.toMatchObject({ code: "INVALID_STATE" });
    const id = uuidOf("case", caseId) ?? "";
    const change = database.db.prisma.$executeRaw`UPDATE "DisputeEntry" SET "name" = 'somebody' WHERE "caseId" = ${id}::uuid`;
    await expect(change).rejects.toThrow(/append-only/);
    await expect(database.db.prisma.$executeRaw`DELETE FROM "DisputeEntry" WHERE "caseId" = ${id}::uuid`).rejects.toThrow();
  });

  test("each entry is hashed with the one before it, and what it says", async () => {
    const { caseId, dealId } = await w.opened();
    w.messages.set(`${uuidOf("conversation", publicId("conversation", dealIdOf(dealId)))} 3`, "سلام");
    const message = { kind: "message", caseId, conversationId: publicId("conversation", dealIdOf(dealId)), seq: 3, note: "see" } as const;
    await disputes.addEvidence(w.as("buyer"), message, w.ports);
    const transaction = { kind: "transaction", caseId, chain: "eip155:31337", txHash: `0x${"1".repeat(64)}`, note: "" } as const;
    await disputes.addEvidence(w.as("buyer"), transaction, w.ports);
    const id = uuidOf("case", caseId) ?? "";
    const rows = await database.db.prisma.disputeEntry.findMany({ where: { caseId: id }, orderBy: { seq: "asc" } });
    expect(rows.map(({ kind }) => kind)).toEqual(["opened", "statement", "message", "transaction"]);
    let hash: Uint8Array = beginningOf(id);
    for (const row of rows) {
      expect(Buffer.from(row.digest)).toEqual(Buffer.from(digestOf({ salt: row.salt ?? new Uint8Array(), text: row.text ?? "" })));
      hash = hashOf(hash, row);
      expect(Buffer.from(row.hash)).toEqual(Buffer.from(hash));
    }
    expect(Buffer.from((await w.row(caseId)).hash)).toEqual(Buffer.from(hash));
    const stranger = disputes.addEvidence(w.as("seller"), { ...message, seq: 4 }, w.ports);
    await expect(stranger).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a side states its case once", async () => {
    const opened = await w.opened();
    await expect(w.state("buyer", opened)).rejects.toMatchObject({ code: "INVALID_STATE" });
    await w.state("seller", opened);
    await expect(w.state("seller", await w.now(opened.caseId))).rejects.toMatchObject({ code: "INVALID_STATE" });
  });
});

test("51 an outage over a deadline: the clock waits, is put off by as long, and the record says so", async () => {
  const { caseId } = await w.opened();
  const system = () => w.people.system({ clock: w.clock });
  await disputes.watchOutage(system());
  const due = async () => Date.parse((await disputes.getCase(w.as("buyer"), { caseId }, w.ports)).next.dueAt ?? "");
  const before = await due();
  w.hours(80);
  await w.tick();
  expect(await w.statusOf(caseId)).toBe("open");
  expect(await disputes.watchOutage(system())).toBeGreaterThan(79 * 3_600_000);
  // The clock was met while nobody could act: it waited for the gap, and has it once.
  expect(await due()).toBeGreaterThanOrEqual(before + 79 * 3_600_000);
  expect(await due()).toBeLessThanOrEqual(before + 81 * 3_600_000);
  await w.tick();
  expect(await w.statusOf(caseId)).toBe("open");
  const record = await disputes.caseRecord(w.as("seller"), { caseId, limit: 20 }, w.ports);
  expect(record.data.map(({ kind }) => kind)).toEqual(["opened", "statement", "outage"]);
  expect(await disputes.watchOutage(system())).toBe(0);
});

const dealIdOf = (dealId: string): string => uuidOf("deal", dealId) ?? "";

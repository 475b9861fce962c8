import { type PROCEDURES, uuidOf } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import * as disputes from "./index.ts";
import { someFile, World } from "./world.fixture.ts";

/**
 * Who sees and does what in a case. Each person here stands close to one and is not of it: the mediator of another case, a party of another deal, a
 * mediator who left, a resolver who is a party. Every procedure of the contracts is tried: one that is added fails here until it is tried too.
 */

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await World.of(database);
});

type Seen = { readonly caseId: string; readonly dealId: string; readonly version: number };
const words = "It is not at all what we agreed on.";
const id = "00000000-0000-7000-8000-000000000000";

/** Every procedure about one case or deal, as somebody would call it who knows its ids. */
const CALLS: Readonly<Record<Exclude<keyof typeof PROCEDURES.disputes, "list" | "desk">, (ctx: Ctx, seen: Seen) => Promise<unknown>>> = {
  opening: (ctx, { dealId }) => disputes.opening(ctx, { dealId }, w.ports),
  get: (ctx, { caseId }) => disputes.getCase(ctx, { caseId }, w.ports),
  ofDeal: (ctx, { dealId }) => disputes.casesOfOneDeal(ctx, { dealId }),
  record: (ctx, { caseId }) => disputes.caseRecord(ctx, { caseId, limit: 20 }, w.ports),
  preview: (ctx, { caseId }) =>
    disputes.preview(ctx, { caseId, shares: [{ tranche: 1, asset: w.plain.stage.asset, release: "0", refund: "600" }] }),
  open: (ctx, { dealId, version }) =>
    disputes.openDispute(ctx, { dealId, version, reason: "other", ask: "full_refund", certainty: "unsure", statement: words }, w.ports),
  state: (ctx, { caseId, version }) => disputes.stateCase(ctx, { caseId, version, statement: words }, w.ports),
  addEvidence: (ctx, { caseId }) => disputes.addEvidence(ctx, { kind: "file", caseId, fileId: someFile(), note: "" }, w.ports),
  offerSettlement: (ctx, { caseId, version }) => disputes.offerSettlement(ctx, { caseId, version, kind: "refund" }, w.ports),
  answerSettlement: (ctx, { caseId }) =>
    disputes.answerSettlement(ctx, { caseId, settlementId: `stl_${id.replaceAll("-", "")}`, version: 0, answer: "accept" }, w.ports),
  withdrawSettlement: (ctx, { caseId }) =>
    disputes.withdrawSettlement(ctx, { caseId, settlementId: `stl_${id.replaceAll("-", "")}`, version: 0 }, w.ports),
  concede: (ctx, { caseId, version }) => disputes.concede(ctx, { caseId, version }, w.ports),
  withdraw: (ctx, { caseId, version }) => disputes.withdrawCase(ctx, { caseId, version }, w.ports),
  appeal: (ctx, { caseId, version }) => disputes.appeal(ctx, { caseId, version, statement: words }, w.ports),
  changeMediator: (ctx, { caseId, version }) => disputes.changeMediator(ctx, { caseId, version, reason: words }, w.ports),
  take: (ctx, { caseId, version }) => disputes.takeCase(ctx, { caseId, version }, w.ports),
  recuse: (ctx, { caseId, version }) => disputes.recuse(ctx, { caseId, version }, w.ports),
  reopenEvidence: (ctx, { caseId, version }) =>
    disputes.reopenEvidence(ctx, { caseId, version, until: new Date(Date.now() + 3_600_000).toISOString() }, w.ports),
  rule: (ctx, { caseId, version }) => disputes.rule(ctx, { caseId, version, outcome: "refund", reasons: words }, w.ports),
};
/** What staff may know of every case: that there is one. */
const KNOWN_TO_STAFF = ["ofDeal"];
const RESOLVERS = ["take", "recuse", "reopenEvidence", "rule"];

async function refused(ctx: Ctx, seen: Seen, allowed: readonly string[] = []): Promise<void> {
  for (const [name, call] of Object.entries(CALLS)) {
    if (allowed.includes(name)) continue;
    const isRole = RESOLVERS.includes(name) && !(ctx.actor.kind === "user" && ctx.actor.roles.includes("resolver"));
    const codes = isRole ? ["FORBIDDEN"] : name === "take" ? ["INVALID_STATE", "FORBIDDEN"] : ["NOT_FOUND"];
    const code = await call(ctx, seen).then(
      () => "done",
      (error: unknown) => (error as { code: string }).code,
    );
    expect(codes, name).toContain(code);
  }
  expect(await disputes.maySeeCase(ctx, uuidOf("case", seen.caseId) ?? "")).toBe(false);
}

describe("nothing of a case is seen or done by", () => {
  test("a stranger, a party of another deal, a guard", async () => {
    const seen = await w.judged();
    await w.opened("seller");
    await refused(w.as("stranger"), seen);
    await refused(w.as("seller2"), seen);
    await refused(w.as("guard"), seen, ["opening", "open", ...KNOWN_TO_STAFF]);
  });

  test("the mediator of another case", async () => {
    const [one, other] = [await w.judged(), await w.judged()];
    expect(other.mediator).not.toBe(one.mediator);
    await refused(w.as(other.mediator), one, ["opening", "open", ...KNOWN_TO_STAFF]);
  });

  test("61 a mediator who left it, by recusal, by a side's wish, or because the time was over", async () => {
    const ways: readonly ((seen: Awaited<ReturnType<World["judged"]>>) => Promise<unknown>)[] = [
      ({ caseId, version, mediator }) => disputes.recuse(w.as(mediator), { caseId, version }, w.ports),
      ({ caseId, version }) => disputes.changeMediator(w.as("buyer"), { caseId, version, reason: words }, w.ports),
      async () => {
        w.hours(120);
        await w.tick();
      },
    ];
    for (const leaves of ways) {
      const seen = await w.judged();
      await disputes.getCase(w.as(seen.mediator), { caseId: seen.caseId }, w.ports);
      await leaves(seen);
      await refused(w.as(seen.mediator), { ...seen, ...(await w.now(seen.caseId)) }, ["opening", "open", ...KNOWN_TO_STAFF]);
    }
  });

  test("a resolver who is a party of it: they are a side, and rule nothing", async () => {
    const seen = await w.opened();
    const roles = { roles: ["buyer", "seller", "resolver"] as const };
    await database.db.prisma.user.update({ where: { id: w.people.seller.id }, data: { roles: [...roles.roles] } });
    const both = w.as("seller");
    const ctx = both.actor.kind === "user" ? { ...both, actor: { ...both.actor, roles: roles.roles } } : both;
    w.able.splice(0);
    await disputes.stateCase(ctx, { ...seen, statement: words }, w.ports);
    const waiting = await w.now(seen.caseId);
    for (const name of ["take", "recuse", "rule"] as const)
      await expect(CALLS[name](ctx, { ...seen, ...waiting }), name).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});

test("its sides, its mediator and admins see it; who ruled on it still does", async () => {
  const { caseId, version, mediator } = await w.judged();
  for (const who of ["buyer", "seller", "admin", mediator] as const)
    expect((await disputes.getCase(w.as(who), { caseId }, w.ports)).id).toBe(caseId);
  await w.rule(mediator, { caseId, version });
  expect((await disputes.getCase(w.as(mediator), { caseId }, w.ports)).myRole).toBe("mediator");
});

test("the desk's list is staff's, and one's own list is one's own", async () => {
  const { caseId, mediator } = await w.judged();
  const listed = async (ctx: Ctx) => (await disputes.listCases(ctx, { limit: 100, over: false })).data.map(({ id: one }) => one);
  expect(await listed(w.as("buyer"))).toContain(caseId);
  for (const who of ["stranger", "admin", mediator] as const) expect(await listed(w.as(who))).not.toContain(caseId);
  const mine = await disputes.desk(w.as(mediator), { limit: 100, show: "mine" });
  expect(mine.data.map(({ id: one }) => one)).toContain(caseId);
  await expect(disputes.desk(w.as("buyer"), { limit: 5, show: "open" })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

import { describeVerbs, proved, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import * as disputes from "./index.ts";
import { type Case, someFile, type Side, World } from "./world.fixture.ts";

const database = useDatabase();
let w: World;
beforeEach(async () => {
  w = await World.of(database);
});

const other = { buyer: "seller", seller: "buyer" } as const;

/** What a side does with a case as it saw it. Who rules and who reads every case may not do it; another resolver sees none. */
const side = (by: Side, seen: Case, act: (seen: Case) => Scene["act"], not: readonly (Side | "admin")[] = [other[by], "admin"]): Scene => ({
  by: w.people[by],
  act: act(seen),
  stale: act({ ...seen, version: 99 }),
  stranger: "NOT_FOUND",
  refused: { NOT_FOUND: ["seller2", "guard"], FORBIDDEN: not },
  again: "INVALID_STATE",
});

/** What its mediator does with a case; another resolver is told that there is none. */
async function mediating(act: (seen: Case) => Scene["act"], again: Scene["again"] = "NOT_FOUND"): Promise<Scene> {
  const { caseId, version, mediator } = await w.judged();
  const others = (["resolver", "resolver2", "resolver3"] as const).filter((name) => name !== mediator);
  const seen = { caseId, version };
  return {
    by: w.people[mediator],
    act: act(seen),
    stale: act({ ...seen, version: 99 }),
    stranger: "FORBIDDEN",
    refused: { NOT_FOUND: others },
    again,
  };
}

describeVerbs("disputes", () => ({ db: database.db, people: w.people, clock: w.clock }), {
  open: {
    "the buyer": async () => {
      const { dealId, version } = await w.held();
      const words = {
        reason: "not_delivered",
        ask: "full_refund",
        certainty: "certain",
        statement: "Nothing has arrived at my door.",
      } as const;
      const act =
        (seen: number): Scene["act"] =>
        (ctx) =>
          disputes.openDispute(ctx, { dealId, version: seen, ...words }, w.ports);
      const refused = { NOT_FOUND: ["seller2"], FORBIDDEN: ["admin", "resolver", "guard"] } as const;
      return { by: w.people.buyer, act: act(version), stale: act(99), stranger: "NOT_FOUND", refused, again: "DISPUTE_EXISTS" };
    },
    "the seller, about one part": async () => {
      const { dealId, version } = await w.held();
      const words = {
        reason: "not_confirmed",
        ask: "release",
        certainty: "likely",
        statement: "It has been with them for weeks.",
      } as const;
      const act =
        (seen: number): Scene["act"] =>
        (ctx) =>
          disputes.openDispute(ctx, { dealId, version: seen, tranches: [2], ...words }, w.ports);
      return { by: w.people.seller, act: act(version), stale: act(99), stranger: "NOT_FOUND", again: "DISPUTE_EXISTS" };
    },
  },
  state: async () =>
    side("seller", await w.opened(), (seen) => (ctx) => disputes.stateCase(ctx, { ...seen, statement: "It is just as agreed." }, w.ports), [
      "admin",
    ]),
  addEvidence: {
    "a file": async () => {
      const { caseId } = await w.opened();
      const [fileId, another] = [someFile(), someFile()];
      const act =
        (file: string): Scene["act"] =>
        (ctx) =>
          disputes.addEvidence(ctx, { kind: "file", caseId, fileId: file, note: "" }, w.ports);
      const refused = { FORBIDDEN: ["admin"], NOT_FOUND: ["resolver"] } as const;
      return { by: w.people.seller, act: act(fileId), other: act(another), stranger: "NOT_FOUND", refused, again: "anew" };
    },
  },
  offerSettlement: async () => {
    const seen = await w.opened();
    const act =
      (version: number): Scene["act"] =>
      (ctx) =>
        proved(ctx, (sure) => disputes.offerSettlement(sure, { caseId: seen.caseId, version, kind: "refund" }, w.ports));
    const again = ["NOT_YOUR_TURN", "VERSION_CONFLICT"] as const;
    return { by: w.people.seller, act: act(seen.version), stale: act(99), stranger: "NOT_FOUND", refused: { FORBIDDEN: ["admin"] }, again };
  },
  answerSettlement: {
    "accepted: the money moves": async () => answering("accept"),
    declined: async () => answering("decline"),
  },
  withdrawSettlement: async () => {
    const opened = await w.opened();
    await w.offer("buyer", opened, { kind: "refund" });
    const { settlementId, version } = await w.offerOf(opened.caseId);
    const act =
      (seen: Case): Scene["act"] =>
      (ctx) =>
        disputes.withdrawSettlement(ctx, { caseId: opened.caseId, settlementId, version: seen.version }, w.ports);
    return side("buyer", { caseId: opened.caseId, version }, act);
  },
  concede: {
    "the seller gives all of it back": async () => side("seller", await w.opened(), conceding, ["admin"]),
    "the buyer releases all of it": async () => side("buyer", await w.opened(), conceding, ["admin"]),
  },
  withdraw: async () => {
    const seen = await w.opened();
    const scene = side(
      "buyer",
      seen,
      ({ caseId, version }) =>
        (ctx) =>
          disputes.withdrawCase(ctx, { caseId, version }, w.ports),
      ["admin"],
    );
    return { ...scene, refused: { ...scene.refused, INVALID_STATE: ["seller"] } };
  },
  appeal: async () => {
    const judged = await w.judged();
    const { version } = await w.rule(judged.mediator, judged);
    const act =
      (seen: Case): Scene["act"] =>
      (ctx) =>
        disputes.appeal(ctx, { caseId: seen.caseId, version: seen.version, statement: "Nobody looked at the pictures." }, w.ports);
    return side("seller", { caseId: judged.caseId, version }, act, ["admin"]);
  },
  changeMediator: async () => {
    const { caseId, version } = await w.judged();
    const act =
      (seen: Case): Scene["act"] =>
      (ctx) =>
        disputes.changeMediator(
          ctx,
          { caseId: seen.caseId, version: seen.version, reason: "We have met before, and not gladly." },
          w.ports,
        );
    return side("buyer", { caseId, version }, act, ["admin"]);
  },
  take: async () => {
    const able = w.able.splice(0);
    const { caseId, version } = await w.opened().then(async (seen) => w.state("seller", seen));
    const waiting = await w.now(caseId);
    w.able.push(...able);
    const act =
      (seen: number): Scene["act"] =>
      (ctx) =>
        disputes.takeCase(ctx, { caseId, version: seen }, w.ports);
    return { by: w.people.resolver2, act: act(waiting.version ?? version), stale: act(99), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
  recuse: () =>
    mediating(
      ({ caseId, version }) =>
        (ctx) =>
          disputes.recuse(ctx, { caseId, version }, w.ports),
    ),
  reopenEvidence: async () => {
    const until = new Date((await w.clock.now(database.db.prisma)).getTime() + 3_600_000).toISOString();
    return mediating(
      ({ caseId, version }) =>
        (ctx) =>
          disputes.reopenEvidence(ctx, { caseId, version, until }, w.ports),
      "VERSION_CONFLICT",
    );
  },
  rule: {
    "the first ruling": () => mediating(ruling),
    "the last word on a small claim": async () => {
      await w.set("smallUnits", 1_000_000);
      return mediating(ruling);
    },
  },
});

const conceding =
  (seen: Case): Scene["act"] =>
  (ctx) =>
    proved(ctx, (sure) => disputes.concede(sure, { caseId: seen.caseId, version: seen.version }, w.ports));

const ruling =
  ({ caseId, version }: Case): Scene["act"] =>
  (ctx) =>
    proved(ctx, (sure) => disputes.rule(sure, { caseId, version, outcome: "refund", reasons: "By what both have shown." }, w.ports));

async function answering(answer: "accept" | "decline"): Promise<Scene> {
  const opened = await w.opened();
  await w.offer("buyer", opened, { kind: "refund" });
  const { settlementId, version } = await w.offerOf(opened.caseId);
  const act =
    (seen: Case): Scene["act"] =>
    (ctx) =>
      proved(ctx, (sure) =>
        disputes.answerSettlement(sure, { caseId: opened.caseId, settlementId, version: seen.version, answer }, w.ports),
      );
  return side("seller", { caseId: opened.caseId, version }, act);
}

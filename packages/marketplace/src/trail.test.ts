import { useDatabase } from "@amanat/testing";
import { expect, test } from "vitest";
import { markDelivered, startDelivery } from "./index.ts";
import { confirm } from "./engine.fixture.ts";
import { agreed, handover, pay, PRICE, wish, world } from "./world.fixture.ts";

const database = useDatabase();

type Change = { kind: string; before: Record<string, unknown> | null; after: Record<string, unknown> | null };

test("whatever a deal brings about stands on the trail from nothing to what it is, without what people wrote to each other", async () => {
  const w = await world(database.db);
  const { dealId, version } = await agreed(w);
  await pay(w, dealId, PRICE);
  await w.work();
  const started = await startDelivery(w.seller({ clock: w.clock }), { dealId, version: version + 1, handover });
  const delivered = await markDelivered(w.seller({ clock: w.clock }), {
    dealId,
    version: started.version,
    note: "left with the neighbour",
  });
  await confirm(w.buyer({ clock: w.clock }), { dealId, version: delivered.version });

  const entries = await database.db.prisma.auditEntry.findMany({ orderBy: { id: "asc" } });
  const changes = entries.flatMap(({ subjectKind, payload }) => {
    const { before, after, also = [] } = payload as Partial<Change> & { also?: Change[] };
    return [...(after === undefined ? [] : [{ kind: subjectKind, before: before ?? null, after }]), ...also];
  });
  const begun = changes.filter((change) => change.before === null);
  expect(begun.map(({ kind }) => kind).toSorted()).toEqual([
    "contribution",
    "deal",
    "destination",
    "destination",
    "escrow",
    "intent",
    "movement",
    "offer",
    "payout",
    "request",
    "setting",
    "sweep",
    "tranche",
    "transfer",
  ]);
  const bornAs = (kind: string) => begun.find((change) => change.kind === kind)?.after;
  expect(bornAs("request")).toMatchObject({ title: wish.title, budgetMax: wish.budgetMax, description: "[redacted]" });
  expect(bornAs("offer")).toMatchObject({ price: PRICE.toString(), sellerId: w.seller.id, notes: "[redacted]" });
  expect(bornAs("deal")).toMatchObject({ price: PRICE.toString(), status: "payment", delivery: "[redacted]" });
  expect(bornAs("intent")).toMatchObject({ amount: PRICE.toString(), payerId: w.buyer.id, status: "created" });
  expect(bornAs("contribution")).toMatchObject({ amount: PRICE.toString(), refunded: "0", payerId: w.buyer.id });
  expect(bornAs("movement")).toMatchObject({ gross: PRICE.toString(), refund: "0", cause: "confirm" });
  expect(bornAs("transfer")).toMatchObject({ amount: PRICE.toString() });
  expect(bornAs("payout")).toMatchObject({ kind: "release", status: "pending_approval" });
  expect(changes.filter(({ kind }) => kind === "tranche").map(({ after }) => after?.["status"])).toEqual(["pending", "held", "released"]);
  const text = JSON.stringify(entries.map(({ payload }) => payload));
  for (const private_ of [wish.description, wish.delivery.address, handover.tracking, "neighbour"]) expect(text).not.toContain(private_);
});

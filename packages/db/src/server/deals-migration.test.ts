import { randomUUID } from "node:crypto";
import {
  DEAL_KINDS,
  MOVABLE_CLOCKS,
  OFFER_STATUSES,
  PARTY_ROLES,
  STORED_REQUEST_STATUSES,
  TRANCHE_STATUSES,
  wordsIn,
} from "@amanat/contracts";
import { expect, test } from "vitest";
import { databaseBefore } from "./before-migration.fixture.ts";

/** Deals from when all of a purchase stood in one row are the same deals in the tables of today. */

const MOVED = "20261129020100_deals_tables";
const old = { tenant: randomUUID(), buyer: randomUUID(), seller: randomUUID(), asset: "eip155:31337/erc20:0xa1" };

const before = databaseBefore(MOVED, old.tenant);

/** A request, an offer and their deal as they were written before. */
async function agreed(status: string, tranche: string, more: Record<string, unknown> = {}): Promise<string> {
  const [id, request, offer] = [randomUUID(), randomUUID(), randomUUID()];
  const { tenant, buyer, seller, asset } = old;
  await before.owner.query(
    `INSERT INTO "Request" ("id","tenantId","buyerId","title","description","productType","category","assetId","budgetMin","budgetMax","urgency","delivery","status","activeDealId","expiresAt")
     VALUES ($1,$2,$3,'A desk','As new','service','other',$4,1,2000,'normal','{}','matched',$5,now())`,
    [request, tenant, buyer, asset, id],
  );
  await before.owner.query(
    `INSERT INTO "Offer" ("id","tenantId","requestId","sellerId","assetId","price","deliveryDays","payoutAddress","status","validUntil","dealId")
     VALUES ($1,$2,$3,$4,$5,1001,3,'0xf6','accepted',now(),$6)`,
    [offer, tenant, request, seller, asset, id],
  );
  const row = {
    id,
    tenantId: tenant,
    status,
    requestId: request,
    offerId: offer,
    title: "A desk",
    assetId: asset,
    price: "1001",
    feeBps: 250,
  };
  const deal = { ...row, fee: "25", payoutAddress: "0xf6", delivery: { mode: "online", channel: "mail" }, deliveryDays: 3, ...more };
  const columns = Object.keys(deal);
  await before.owner.query(
    `INSERT INTO "Deal" (${columns.map((name) => `"${name}"`).join(",")}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(",")})`,
    Object.values(deal),
  );
  await before.owner.query(`INSERT INTO "DealParty" ("dealId","userId","role") VALUES ($1,$2,'buyer'), ($1,$3,'seller')`, [
    id,
    buyer,
    seller,
  ]);
  await before.owner.query(`INSERT INTO "Tranche" ("dealId","ordinal","amount","status") VALUES ($1,1,1001,$2)`, [id, tranche]);
  return id;
}

test("every deal keeps its price, its terms and its state, and a request has at most one that lives", async () => {
  const lateFrom = new Date("2026-11-25T10:00:00.000Z");
  const contest = { reason: "not_received", note: "", at: "2026-11-24T10:00:00.000Z" };
  const handover = { kind: "service", note: "By e-mail" };
  const waiting = await agreed("payment", "pending");
  const running = await agreed("delivery", "held", { handover, lateFrom, contests: 1, contest, onHold: true, version: 7 });
  const over = await agreed("refunded", "refunded");
  await before.apply([MOVED]);

  const { rows: deals } = await before.owner.query(
    `SELECT "id","kind","status","onHold","version","termsVersion" FROM "Deal" ORDER BY array_position($1::uuid[], "id")`,
    [[waiting, running, over]],
  );
  const same = { kind: "purchase", termsVersion: "2026-11-20" };
  expect(deals).toEqual([
    { ...same, id: waiting, status: "payment", onHold: false, version: 0 },
    { ...same, id: running, status: "delivery", onHold: true, version: 7 },
    { ...same, id: over, status: "refunded", onHold: false, version: 0 },
  ]);
  const { rows: parts } = await before.owner.query(
    `SELECT "dealId","ordinal","assetId","amount","feeBps","payeeId","status","version" FROM "Tranche" ORDER BY array_position($1::uuid[], "dealId")`,
    [[waiting, running, over]],
  );
  const part = { ordinal: 1, assetId: old.asset, amount: "1001", feeBps: 250, payeeId: old.seller, version: 0 };
  expect(parts).toEqual([
    { ...part, dealId: waiting, status: "pending" },
    { ...part, dealId: running, status: "held" },
    { ...part, dealId: over, status: "refunded" },
  ]);
  const { rows: terms } = await before.owner.query<{ requestId: string; live: boolean }>(
    `SELECT p.*, r."activeDealId" FROM "Purchase" p JOIN "Request" r ON r."id" = p."requestId" JOIN "Offer" o ON o."id" = p."offerId" AND o."dealId" = p."dealId"
     ORDER BY array_position($1::uuid[], p."dealId")`,
    [[waiting, running, over]],
  );
  const agreedOn = { payoutAddress: "0xf6", delivery: { mode: "online", channel: "mail" }, deliveryDays: 3 };
  expect(terms).toMatchObject([
    { ...agreedOn, dealId: waiting, activeDealId: waiting, live: true, contests: 0, contest: null, lateFrom: null, handover: null },
    { ...agreedOn, dealId: running, activeDealId: running, live: true, contests: 1, contest, lateFrom, handover },
    { ...agreedOn, dealId: over, activeDealId: over, live: false },
  ]);
  const twice = before.owner.query(
    `INSERT INTO "Purchase" ("dealId","requestId","offerId","payoutAddress","delivery","deliveryDays") VALUES ($1,$2,$1,'0x','{}',1)`,
    [randomUUID(), terms[0]?.requestId],
  );
  await expect(twice).rejects.toMatchObject({ constraint: "Purchase_requestId_live_key" });
});

test("columns that are compared hold the words of the contracts and no other", async () => {
  const { rows } = await before.today.as("superuser", (client) =>
    client.query<{ name: string; rule: string }>(
      `SELECT conname AS name, pg_get_constraintdef(oid) AS rule FROM pg_constraint WHERE conname = ANY ($1) ORDER BY conname`,
      [["DealParty_role_check", "Offer_status_check", "Request_status_check", "Tranche_status_check"]],
    ),
  );
  const words = rows.map(({ name, rule }) => [name, [...rule.matchAll(/'(\w+)'/g)].map(([, word]) => word)] as const);
  expect(Object.fromEntries(words)).toEqual({
    DealParty_role_check: [...PARTY_ROLES],
    Offer_status_check: [...OFFER_STATUSES],
    Request_status_check: [...STORED_REQUEST_STATUSES],
    Tranche_status_check: [...TRANCHE_STATUSES],
  });
});

test("the database knows the states and clocks of the contracts and no other, and nobody adds one at run time", async () => {
  const read = (sql: string) =>
    before.today.as("app", async (client) => (await client.query<{ word: string }>(sql)).rows.map(({ word }) => word));
  const states = DEAL_KINDS.flatMap((kind) => wordsIn("states", kind).map((status) => `${kind} ${status}`));
  expect(await read(`SELECT "kind" || ' ' || "status" AS word FROM "DealState" ORDER BY 1`)).toEqual(states.toSorted());
  expect(await read(`SELECT "name" AS word FROM "DealClock" ORDER BY 1`)).toEqual([...MOVABLE_CLOCKS].toSorted());
  const adds = (sql: string) => before.today.as("app", (client) => client.query(sql));
  await expect(adds(`INSERT INTO "DealState" VALUES ('purchase', 'lost')`)).rejects.toThrow(/permission denied/);
  await expect(adds(`DELETE FROM "DealClock"`)).rejects.toThrow(/permission denied/);
});

test("a deal that is in no state of its kind is refused", async () => {
  const made = before.today.as("app", (client) =>
    client.query(
      `INSERT INTO "Deal" ("id","tenantId","kind","status","title","termsVersion") VALUES ($1,$1,'purchase','lost','A desk','1')`,
      [randomUUID()],
    ),
  );
  await expect(made).rejects.toMatchObject({ constraint: "Deal_kind_status_fkey" });
});

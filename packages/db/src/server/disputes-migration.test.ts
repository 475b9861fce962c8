import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { databaseBefore } from "./before-migration.fixture.ts";

/** Money that a party stopped before there were cases is a case that both sides can state; nobody else's hold is touched. */

const MOVED = "20261130140000_disputes";
const old = { tenant: randomUUID(), buyer: randomUUID(), seller: randomUUID(), guard: randomUUID(), asset: "eip155:31337/erc20:0xa1" };

const before = databaseBefore(MOVED, old.tenant);

const insert = async (table: string, row: Readonly<Record<string, unknown>>): Promise<void> => {
  const columns = Object.keys(row);
  await before.owner.query(
    `INSERT INTO "${table}" (${columns.map((name) => `"${name}"`).join(",")}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(",")})`,
    Object.values(row),
  );
};

/** A deal that is held in two parts, and who stopped which of them. */
async function stopped(title: string, holds: readonly { tranche: number; by: string; status?: string }[]): Promise<string> {
  const [dealId, tenantId] = [randomUUID(), old.tenant];
  await insert("Deal", { id: dealId, tenantId, kind: "purchase", status: "confirming", title, termsVersion: "2026-11-20" });
  await insert("DealParty", { dealId, userId: old.buyer, role: "buyer" });
  await insert("DealParty", { dealId, userId: old.seller, role: "seller" });
  const part = { dealId, assetId: old.asset, feeBps: 250, payeeId: old.seller, status: "held" };
  await insert("Tranche", { ...part, id: randomUUID(), ordinal: 1, amount: "600" });
  await insert("Tranche", { ...part, id: randomUUID(), ordinal: 2, amount: "400" });
  for (const { tranche, by, status = "live" } of holds) {
    const closedAt = status === "live" ? null : new Date();
    const about = { tenantId, scope: dealId, tranche, assetId: old.asset, reason: "Nothing ever came.", whole: true };
    await insert("Hold", { ...about, id: randomUUID(), placedBy: by, status, closedAt });
  }
  return dealId;
}

const asIs = async <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  (await before.owner.query(sql, [...values])).rows as Row[];

test("what a party stopped is a case, with its clocks; the rest stands as it stood", async () => {
  const byBuyer = await stopped("A desk", [
    { tranche: 1, by: old.buyer },
    { tranche: 2, by: old.buyer },
  ]);
  const bySeller = await stopped("A chair", [{ tranche: 2, by: old.seller }]);
  const guarded = await stopped("A lamp", [{ tranche: 1, by: old.guard }]);
  const over = await stopped("A shelf", [{ tranche: 1, by: old.buyer, status: "restored" }]);
  const both = await stopped("A door", [
    { tranche: 1, by: old.buyer },
    { tranche: 1, by: old.guard },
  ]);
  const timer = { id: randomUUID(), tenantId: old.tenant, purpose: "hold", subjectId: byBuyer, dueAt: new Date() };
  await insert("Deadline", timer);
  await before.apply([MOVED]);

  const cases = await asIs<Record<string, unknown>>(
    `SELECT "dealId","title","status","openedBy","reason","ask","small","round","parts","buyerId","sellerId","closedAt","buyerActedAt","sellerActedAt"
     FROM "DisputeCase" ORDER BY array_position($1::uuid[], "dealId")`,
    [[byBuyer, bySeller, both]],
  );
  const part = (tranche: number, amount: string) => ({ tranche, asset: old.asset, amount, feeBps: 250 });
  const about = { status: "open", reason: "other", small: false, round: 0, buyerId: old.buyer, sellerId: old.seller };
  const common = { ...about, closedAt: null, buyerActedAt: null, sellerActedAt: null };
  expect(cases).toEqual([
    { ...common, dealId: byBuyer, title: "A desk", openedBy: "buyer", ask: "full_refund", parts: [part(1, "600"), part(2, "400")] },
    { ...common, dealId: bySeller, title: "A chair", openedBy: "seller", ask: "release", parts: [part(2, "400")] },
    { ...common, dealId: both, title: "A door", openedBy: "buyer", ask: "full_refund", parts: [part(1, "600")] },
  ]);

  const holds = await asIs<{ scope: string; placedBy: string; status: string }>(
    `SELECT "scope","placedBy","status" FROM "Hold" ORDER BY array_position($1::uuid[], "scope"), "tranche", "placedBy" = 'disputes' DESC`,
    [[byBuyer, bySeller, guarded, over, both]],
  );
  expect(holds).toEqual([
    { scope: byBuyer, placedBy: "disputes", status: "live" },
    { scope: byBuyer, placedBy: "disputes", status: "live" },
    { scope: bySeller, placedBy: "disputes", status: "live" },
    { scope: guarded, placedBy: old.guard, status: "live" },
    { scope: over, placedBy: old.buyer, status: "restored" },
    { scope: both, placedBy: "disputes", status: "live" },
    { scope: both, placedBy: old.guard, status: "live" },
  ]);
});

test("each has its time to be stated and its last date, and no other clock of it runs", async () => {
  const clocks = await asIs<{ purpose: string; days: number; n: number }>(
    `SELECT d."purpose", round(extract(epoch FROM d."dueAt" - c."openedAt") / 86400)::int AS days, count(*)::int AS n
     FROM "Deadline" d JOIN "DisputeCase" c ON c."id" = d."subjectId" WHERE d."status" = 'pending' GROUP BY 1, 2 ORDER BY 1`,
  );
  expect(clocks).toEqual([
    { purpose: "dispute_last", days: 90, n: 3 },
    { purpose: "dispute_state", days: 3, n: 3 },
  ]);
  expect(await asIs(`SELECT "status"::text FROM "Deadline" WHERE "purpose" = 'hold'`)).toEqual([{ status: "cancelled" }]);
});

test("its record begins where the product begins one, so that what is added can be checked", async () => {
  const sized = (text: string) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const rows = await asIs<{ id: string; hash: Buffer; seq: number }>(`SELECT "id", "hash", "seq" FROM "DisputeCase"`);
  expect(rows).toHaveLength(3);
  for (const { id, hash, seq } of rows) {
    expect(seq).toBe(0);
    const begins = createHash("sha256").update(sized("amanat case 1")).update(sized(id)).digest();
    expect(hash.equals(begins)).toBe(true);
  }
});

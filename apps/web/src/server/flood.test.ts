import { ensureUser } from "@amanat/auth";
import { ERRORS, PROCEDURES, type ProcedurePath, publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
let door: Door;
let party: Record<string, string>;

beforeAll(async () => {
  door = await openDoor(test.urls.app);
  await ensureUser(test.db, { email: "party@amanat.test", password: PASSWORD, name: "Party", roles: ["buyer", "seller"] });
  party = { authorization: `Bearer ${await bearerOf(door, "party@amanat.test", PASSWORD)}` };
});
afterAll(() => door.close());

/** What anybody may read, from the matrix: a new row is flooded without anybody remembering to. */
const PUBLIC_READS = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
  Object.entries(procedures)
    .filter(([, { kind, access }]) => kind === "query" && access.who === "public")
    .map(([name]) => `${namespace}.${name}` as ProcedurePath),
);

/** A question of each, and the table that makes it wait when somebody holds it. Null: it asks the database nothing. */
const SLOW: Partial<Record<ProcedurePath, { input: object; table: string | null }>> = {
  "auth.me": { input: {}, table: null },
  "marketplace.listRequests": { input: { search: "nobodywrotethis" }, table: "SearchDoc" },
  "marketplace.getRequest": { input: { requestId: publicId("request", newId()) }, table: "Request" },
  "payment.assets": { input: {}, table: "Asset" },
  "payment.findDeposits": { input: { chain: "eip155:31337", txHash: `0x${"0".repeat(64)}` }, table: "UnmatchedDeposit" },
  "payment.claimText": {
    input: { unmatchedId: publicId("unmatched", newId()), destination: `0x${"ab".repeat(20)}` },
    table: "UnmatchedDeposit",
  },
  "payment.getClaim": { input: { claimId: publicId("claim", newId()) }, table: "DepositClaim" },
  "payment.getReceipt": { input: { receiptId: publicId("receipt", newId()) }, table: "PaymentIntent" },
  "prices.rates": { input: {}, table: "PriceQuote" },
  "prices.quote": { input: { asset: `eip155:1/erc20:0x${"ab".repeat(20)}`, currency: "USD" }, table: "PriceQuote" },
  "prices.getQuote": { input: { quoteId: publicId("quote", newId()) }, table: "PriceQuote" },
  // Its token is read first: who made one up asks the database nothing.
  "notifications.unsubscription": { input: { token: "made.up" }, table: null },
};

async function ask(
  path: string,
  input: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; code: string; retryable: boolean }> {
  const response = await fetch(`${door.origin}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers });
  const answer = (await response.json()) as { error?: { data: { amanat: { code: string; retryable: boolean } } } };
  return { status: response.status, code: answer.error?.data.amanat.code ?? "OK", retryable: answer.error?.data.amanat.retryable ?? false };
}

describe("a flood of what anybody may read", () => {
  it("is tried with every procedure that anybody may read", () => {
    expect(Object.keys(SLOW).toSorted()).toEqual(PUBLIC_READS.toSorted());
  });

  it.each(PUBLIC_READS)("%s: a person's own work goes on, and the flood is told to come back", async (path) => {
    const { input, table } = SLOW[path] ?? { input: {}, table: null };
    await test.as("superuser", async (holder) => {
      await holder.query("BEGIN");
      if (table !== null) await holder.query(`LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
      const flood = Array.from({ length: 120 }, () => ask(path, input));
      const began = performance.now();
      const codes: string[] = [];
      // Waited for whatever happens: a call nobody waits for any more would fail some other test.
      const flooded = Promise.allSettled(flood);
      while (performance.now() - began < 2_500) {
        // A deal nobody has: it is looked for, and the answer comes from the database.
        codes.push((await ask("deals.getDeal", { dealId: publicId("deal", newId()) }, party)).code);
        codes.push((await ask("deals.listDeals", {}, party)).code);
        codes.push((await ask("auth.sessions", {}, party)).code);
      }
      await flooded;
      expect(new Set(codes)).toEqual(new Set(["NOT_FOUND", "OK"]));
      const answers = await Promise.all(flood);
      await holder.query("ROLLBACK");
      if (table === null) return;
      expect(new Set(answers.map(({ code }) => code))).toEqual(new Set(["BUSY"]));
      expect(answers.every(({ status, retryable }) => status === ERRORS.BUSY.http && retryable)).toBe(true);
    });
    // And afterwards it is served again.
    expect(["OK", "NOT_FOUND", "NO_PRICE"]).toContain((await ask(path, input)).code);
  });
});

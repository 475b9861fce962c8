import { createHash, randomBytes, randomUUID } from "node:crypto";
import { publicId, type Role } from "@amanat/contracts";
import { TENANT_ID } from "@amanat/db";
import { connected } from "@amanat/db/server";
import type pg from "pg";
import { BenchError } from "../bench-error.ts";
import { ASSET } from "../fill-market.ts";
import { newOffer, newRequest } from "./subjects.ts";

/** Somebody who is signed in, by the cookie of a browser on our own page. */
export type Caller = { userId: string; headers: Readonly<Record<string, string>> };

/** What the requests of the subjects are made from. */
export type Setting = {
  asset: string;
  payoutAddress: string;
  /** Open requests, the newest first. */
  requestIds: readonly string[];
  cursors: readonly string[];
  dealIds: readonly string[];
  buyer: Caller;
  guard: Caller;
  /** One for each contestant: a person bids once on a request. */
  sellers: Readonly<Record<"ours" | "theirs", Caller>>;
  /** Counts, so that no write is made twice. */
  next(what: string): number;
};

const DEALS = 10;
/** Depth of the pages far down, as far as there are requests. */
const DEEP_ROWS = 10_000;
const PAGE = 100;

/** Limits are an operator's to set; at these, nobody's allowance is measured. Counting goes on. */
const LIMITS = Object.fromEntries(
  ["read", "polled", "write", "money", "anonymous"].map((tier) => [tier, { points: 10_000_000, seconds: 3_600 }]),
);

async function signedIn(client: pg.Client, origin: string, name: string, roles: readonly Role[] = ["buyer", "seller"]): Promise<Caller> {
  const [userId, token] = [randomUUID(), randomBytes(32).toString("base64url")];
  await client.query(
    `INSERT INTO "User" ("id", "tenantId", "email", "emailVerifiedAt", "name", "roles") VALUES ($1, $2, $3, now(), $4, $5::"UserRole"[])`,
    [userId, TENANT_ID, `${name}-${userId}@bench.test`, name, roles],
  );
  await client.query(
    `INSERT INTO "Session" ("id", "tokenHash", "userId", "surface", "amr", "idleExpiresAt", "absExpiresAt")
     VALUES ($1, $2, $3, 'web', ARRAY['pwd'], now() + interval '1 day', now() + interval '1 day')`,
    [randomUUID(), createHash("sha256").update(token).digest(), userId],
  );
  return { userId, headers: { cookie: `amn=${token}`, origin } };
}

async function answer<T>(origin: string, path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(`${origin}/api/trpc/${path}`, init);
  const body = (await response.json()) as { result?: { data: T } };
  if (!body.result) throw new BenchError(`${path.split("?")[0]} was refused: ${JSON.stringify(body).slice(0, 300)}`);
  return body.result.data;
}

function write<T>(origin: string, procedure: string, by: Caller, body: unknown): Promise<T> {
  const headers = { ...by.headers, "content-type": "application/json", "idempotency-key": `bench-${randomUUID()}` };
  return answer<T>(origin, procedure, { method: "POST", headers, body: JSON.stringify(body) });
}

type Page = { meta: { nextCursor: string | null } };

/** Cursors of pages far down, taken by walking there. */
async function deepCursors(origin: string, requests: number): Promise<string[]> {
  const cursors: string[] = [];
  let cursor: string | null = null;
  for (let row = 0; row < Math.min(DEEP_ROWS, requests / 2); row += PAGE) {
    const input: string = encodeURIComponent(JSON.stringify({ limit: PAGE, ...(cursor === null ? {} : { cursor }) }));
    cursor = (await answer<Page>(origin, `marketplace.listRequests?input=${input}`)).meta.nextCursor;
    if (cursor === null) break;
    cursors.push(cursor);
  }
  return cursors.slice(-20);
}

async function makeDeal(origin: string, setting: Pick<Setting, "buyer" | "sellers" | "payoutAddress">, n: number): Promise<string> {
  const { buyer, sellers, payoutAddress } = setting;
  const request = await write<{ id: string }>(origin, "marketplace.createRequest", buyer, newRequest(ASSET, n));
  const offer = await write<{ id: string; version: number }>(
    origin,
    "marketplace.submitOffer",
    sellers.ours,
    newOffer(request.id, payoutAddress),
  );
  const accepted = { offerId: offer.id, version: offer.version };
  return (await write<{ dealId: string }>(origin, "marketplace.acceptOffer", buyer, accepted)).dealId;
}

/** Raises the limits, as an operator does. Before the process starts, which reads them at its first call. */
export async function raiseLimits(superUrl: string): Promise<void> {
  await onDatabase(superUrl, (client) =>
    client.query(
      `INSERT INTO "Setting" ("tenantId", "key", "value") VALUES ($1, 'limits', $2)
       ON CONFLICT ("tenantId", "key") DO UPDATE SET "value" = EXCLUDED."value", "version" = "Setting"."version" + 1`,
      [TENANT_ID, JSON.stringify(LIMITS)],
    ),
  );
}

const onDatabase = <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  connected({ connectionString: url, application_name: "amanat-bench" }, work);

/** People, deals and places in the list. Deals are made through our process, as people make them. */
export async function prepareSetting(superUrl: string, origin: string, requests: number): Promise<Setting> {
  const payoutAddress = `0x${randomBytes(20).toString("hex")}`;
  const { buyer, guard, sellers, requestIds } = await onDatabase(superUrl, async (client) => {
    const found = await client.query<{ id: string }>(`SELECT "id"::text AS id FROM "Request" ORDER BY "createdAt" DESC LIMIT 100000`);
    return {
      buyer: await signedIn(client, origin, "buyer"),
      guard: await signedIn(client, origin, "guard", ["guard"]),
      sellers: { ours: await signedIn(client, origin, "seller one"), theirs: await signedIn(client, origin, "seller two") },
      requestIds: found.rows.map(({ id }) => publicId("request", id)),
    };
  });
  const cursors = await deepCursors(origin, requests);
  const dealIds: string[] = [];
  for (let n = 0; n < DEALS; n += 1) dealIds.push(await makeDeal(origin, { buyer, sellers, payoutAddress }, n));
  const counts = new Map<string, number>();
  const next = (what: string): number => {
    const count = counts.get(what) ?? 0;
    counts.set(what, count + 1);
    return count;
  };
  return { asset: ASSET, payoutAddress, requestIds, cursors, dealIds, buyer, guard, sellers, next };
}

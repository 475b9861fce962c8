import { randomInt, randomUUID } from "node:crypto";
import { CHANNELS } from "@amanat/contexts";
import { publicId, type UserActor } from "@amanat/contracts";
import { appendEvents, createCtx, type Database, inTransaction, newId, openDatabase, TENANT_ID } from "@amanat/db";
import { statementOf, tryPost } from "@amanat/ledger";
import { getRequest, listRequests } from "@amanat/marketplace";
import { openRealtime, streamFor } from "@amanat/realtime";
import { LEGS_EACH, scopeOf, sellerOf } from "../fill-ledger.ts";
import { ASSET } from "../fill-market.ts";
import type { Filled } from "../filled.ts";
import type { GrowthOptions } from "./options.ts";

export const SUBJECTS = ["list", "request", "statement", "post", "resume"] as const;
export type Subject = (typeof SUBJECTS)[number];

/** A database that was filled, with one call of each kind that is measured. */
export type Grown = { readonly call: Readonly<Record<Subject, () => Promise<unknown>>>; close(): Promise<void> };

const DATABASE = "growth";
const YEARS_MS = 2 * 366 * 86_400_000;
const SAMPLE = 2_000;

/** Events that a returning reader has missed, in the market's channel and in their own. */
const MISSED = { market: 40, own: 10 } as const;

/** A reader of the stream who was away while something happened. Answers how they come back and hear all of it. */
async function somebodyAway(db: Database): Promise<{ resume(): Promise<void>; close(): void }> {
  const { rows } = await db.pool.query<{ userId: string; name: string }>(
    `SELECT "id"::text AS "userId", "name" FROM "User" ORDER BY "id" LIMIT 1`,
  );
  const [person] = rows;
  if (person === undefined) throw new Error("nobody is there");
  const sessionId = newId();
  await db.pool.query(
    `INSERT INTO "Session" ("id", "userId", "surface", "amr", "idleExpiresAt", "absExpiresAt")
     VALUES ($1, $2, 'web', ARRAY['bench'], now() + interval '1 day', now() + interval '1 day')`,
    [sessionId, person.userId],
  );
  const user: UserActor = { kind: "user", tenantId: TENANT_ID, ...person, sessionId, roles: ["buyer", "seller"], scopes: null };
  const before = openRealtime(db, CHANNELS);
  const lastEventId = await before.cursorNow(user);
  before.close();
  const system = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  const happens = (channel: string) =>
    inTransaction(system, async (tx) => {
      const subjectId = newId();
      const payload = { requestId: publicId("request", subjectId), status: "active" };
      await appendEvents(tx, [{ type: "request.changed.v1", subjectId, payload, channels: [channel], actorRole: "system", reacts: false }]);
    });
  for (let n = 0; n < MISSED.market; n += 1) await happens("market");
  for (let n = 0; n < MISSED.own; n += 1) await happens(`user:${person.userId}`);
  // It has read nothing of what happened before: whoever comes back is read from the table.
  const realtime = openRealtime(db, CHANNELS);
  return {
    async resume() {
      const gone = new AbortController();
      let heard = 0;
      for await (const _event of streamFor(createCtx(db, user), { realtime, lastEventId, signal: gone.signal }))
        if ((heard += 1) === MISSED.market + MISSED.own) break;
    },
    close: () => realtime.close(),
  };
}

/** Ids of requests from all over the table. */
async function someRequests(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(`SELECT "id"::text AS id FROM "Request" ORDER BY hashtext("id"::text) LIMIT $1`, [
    SAMPLE,
  ]);
  return rows.map(({ id }) => publicId("request", id));
}

/** Opens a copy of what was filled. What is measured are the product's own reads and posts, without what carries them to a caller. */
export async function openGrown(filled: Filled, sizes: GrowthOptions["small"]): Promise<Grown> {
  const { appUrl } = await filled.copy(DATABASE);
  const db = await openDatabase({ url: appUrl, applicationName: "amanat-bench", poolSize: 8 });
  const anybody = createCtx(db, { kind: "anonymous", tenantId: TENANT_ID });
  const ours = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  const requests = await someRequests(db);
  const scopes = Math.floor(sizes.transfers / LEGS_EACH);
  const aScope = () => 1 + randomInt(scopes);
  const period = { from: new Date(Date.now() - YEARS_MS), to: new Date(Date.now() + YEARS_MS) };
  const away = await somebodyAway(db);
  const call = {
    list: () => listRequests(anybody, { limit: 20 }),
    request: () => getRequest(anybody, { requestId: requests[randomInt(requests.length)] ?? "" }),
    statement: () => statementOf(ours, { kind: "held", scope: scopeOf(aScope()), asset: ASSET }, period, { limit: 50 }),
    async post() {
      const n = aScope();
      const [held, seller] = [
        { kind: "held", scope: scopeOf(n), asset: ASSET },
        { kind: "releasable", scope: scopeOf(n), party: sellerOf(n), asset: ASSET },
      ] as const;
      const outcome = await tryPost(ours, { id: randomUUID(), legs: [{ debit: held, credit: seller, amount: 1n, code: "release" }] });
      if (outcome !== "done") throw new Error(`a post was answered ${outcome}`);
    },
    resume: () => away.resume(),
  };
  return {
    call,
    async close() {
      away.close();
      await db.close();
    },
  };
}

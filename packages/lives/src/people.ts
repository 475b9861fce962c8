import { randomBytes } from "node:crypto";
import type { Role } from "@amanat/contracts";
import { bytes, type Clock, createCtx, type Ctx, type Database, newId, TENANT_ID } from "@amanat/db";

/** Somebody with a session. `as(key)` is one request of theirs, with an Idempotency-Key. */
export interface Person {
  readonly id: string;
  as(key: string): Promise<Ctx>;
}

const YEARS = 10 * 365 * 86_400_000;

async function person(db: Database, clock: Clock, name: string, roles: readonly Role[]): Promise<Person> {
  const [userId, sessionId] = [newId(), newId()];
  const at = await clock.now(db.prisma);
  const expires = new Date(at.getTime() + YEARS);
  await db.prisma.user.create({
    data: { id: userId, tenantId: TENANT_ID, email: `${name}@amanat.test`, emailVerifiedAt: at, name, locale: "en", roles: [...roles] },
  });
  await db.prisma.session.create({
    data: {
      id: sessionId,
      tokenHash: bytes(randomBytes(32)),
      userId,
      surface: "sdk",
      amr: ["pwd"],
      idleExpiresAt: expires,
      absExpiresAt: expires,
    },
  });
  return {
    id: userId,
    async as(key) {
      const actor = { kind: "user", tenantId: TENANT_ID, userId, sessionId, name, roles, scopes: null } as const;
      return createCtx(db, actor, { clock, idempotencyKey: key });
    },
  };
}

export type People = {
  traders: readonly Person[];
  admins: readonly [Person, Person];
  resolvers: readonly Person[];
  trader(index: number): Person;
};

/** Those who rule: enough that a case can lose some of them, and an appeal finds another. */
const RESOLVERS = 5;

/** Real rows: `count` people who trade, two who approve, and those who rule. */
export async function settleIn(db: Database, clock: Clock, count: number): Promise<People> {
  const traders: Person[] = [];
  for (let n = 0; n < count; n += 1) traders.push(await person(db, clock, `trader-${n}`, ["buyer", "seller"]));
  const admins = [await person(db, clock, "admin-1", ["admin"]), await person(db, clock, "admin-2", ["admin"])] as const;
  const resolvers: Person[] = [];
  for (let n = 1; n <= RESOLVERS; n += 1) resolvers.push(await person(db, clock, `resolver-${n}`, ["resolver"]));
  return {
    traders,
    admins,
    resolvers,
    trader(index) {
      const found = traders[index];
      if (!found) throw new Error(`there is no trader ${index}`);
      return found;
    },
  };
}

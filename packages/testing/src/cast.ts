import { randomBytes } from "node:crypto";
import type { Role } from "@amanat/contracts";
import { bytes, createCtx, type Ctx, type CtxOptions, type Database, newId, TENANT_ID } from "@amanat/db";

/** A person of the cast: call it for a context acting as that person. */
export interface Person {
  (options?: CtxOptions): Ctx;
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly sessionId: string;
  readonly roles: readonly Role[];
}

/** Everybody a verb has to be tried with. */
export interface Cast {
  buyer: Person;
  seller: Person;
  seller2: Person;
  guard: Person;
  resolver: Person;
  resolver2: Person;
  resolver3: Person;
  admin: Person;
  admin2: Person;
  /** Signed in, but no party to anything. */
  stranger: Person;
  anonymous(options?: CtxOptions): Ctx;
  /** One of our own processes. */
  system(options?: CtxOptions): Ctx;
}

async function person(db: Database, name: string, roles: readonly Role[]): Promise<Person> {
  const id = newId();
  const sessionId = newId();
  const email = `${name}-${id.slice(-12)}@amanat.test`;
  // Tests let years pass.
  const soon = new Date(Date.now() + 10 * 365 * 86_400_000);
  await db.prisma.user.create({
    data: {
      id,
      tenantId: TENANT_ID,
      email,
      emailVerifiedAt: new Date(),
      name,
      locale: "en",
      roles: [...roles],
      adminSince: roles.includes("admin") ? new Date(0) : null,
    },
  });
  await db.prisma.session.create({
    data: {
      id: sessionId,
      tokenHash: bytes(randomBytes(32)),
      userId: id,
      surface: "sdk",
      amr: ["pwd"],
      idleExpiresAt: soon,
      absExpiresAt: soon,
    },
  });
  const act = (options: CtxOptions = {}): Ctx =>
    createCtx(db, { kind: "user", tenantId: TENANT_ID, userId: id, sessionId, name, roles, scopes: null }, options);
  const who = Object.assign(act, { id, email, sessionId, roles });
  // A function's own `name` cannot be assigned, but it can be defined.
  Object.defineProperty(who, "name", { value: name });
  return who;
}

/** Creates the cast: real User and Session rows in `db`, fresh on every call. */
export async function cast(db: Database): Promise<Cast> {
  const trader: readonly Role[] = ["buyer", "seller"];
  const people = await Promise.all([
    person(db, "buyer", trader),
    person(db, "seller", trader),
    person(db, "seller2", trader),
    person(db, "guard", ["guard"]),
    person(db, "resolver", ["resolver"]),
    person(db, "admin", ["admin"]),
    person(db, "admin2", ["admin"]),
    person(db, "stranger", trader),
    person(db, "resolver2", ["resolver"]),
    person(db, "resolver3", ["resolver"]),
  ]);
  const [buyer, seller, seller2, guard, resolver, admin, admin2, stranger, resolver2, resolver3] = people;
  return {
    buyer,
    seller,
    seller2,
    guard,
    resolver,
    resolver2,
    resolver3,
    admin,
    admin2,
    stranger,
    anonymous: (options) => createCtx(db, { kind: "anonymous", tenantId: TENANT_ID }, options),
    system: (options) => createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, options),
  };
}

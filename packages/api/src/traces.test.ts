import { PROCEDURES, type Actor } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { CHANNELS } from "@amanat/contexts";
import { openRealtime, type Realtime } from "@amanat/realtime";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext } from "./context.ts";
import { createCallerFactory, mutation, router } from "./procedure.ts";
import type { Services } from "./services.ts";

const house = useDatabase();
let people: Cast;
let realtime: Realtime;
beforeAll(async () => {
  people = await cast(house.db);
  realtime = openRealtime(house.db, CHANNELS);
});
afterAll(() => realtime.close());

const done = { ok: true } as const;
const row = PROCEDURES.auth.signOut;
const writes = (ctx: Ctx) => inTransaction(ctx, (tx) => tx.tx.setting.create({ data: { tenantId: TENANT_ID, key: newId(), value: 1 } }));
const own = (ctx: Ctx) => inTransaction(ctx, (tx) => audit(tx, { action: "own.entry", subjectKind: "test", subjectId: null, payload: {} }));

/** Procedures whose rows say that they are audited, and one whose row says that it is not. */
const caller = createCallerFactory(
  router({
    careless: mutation(row, async (ctx) => {
      await writes(ctx);
      return done;
    }),
    twice: mutation(row, async (ctx) => {
      await own(ctx);
      await writes(ctx);
      return done;
    }),
    careful: mutation(row, async (ctx) => {
      await own(ctx);
      return done;
    }),
    failing: mutation(row, (ctx) =>
      inTransaction(ctx, async (tx) => {
        await writes(tx);
        throw new Error("no");
      }),
    ),
    unaudited: mutation({ ...row, access: { ...row.access, audit: "none" } }, async (ctx) => {
      await writes(ctx);
      return done;
    }),
  }),
);

async function traceOf(name: "careless" | "twice" | "careful" | "failing" | "unaudited"): Promise<string[]> {
  const actor: Actor = people.buyer().actor;
  const correlationId = newId();
  const info = {
    actor,
    staleToken: false,
    correlationId,
    idempotencyKey: null,
    stepUp: null,
    keepCookie: () => undefined,
    address: "::1",
    userAgent: "",
    surface: "sdk",
  } as const;
  // No verb here asks for any other service.
  const services = { db: house.db, log: house.db.log, realtime, limits: null } as unknown as Services;
  const context = createContext(services, info);
  await caller(context)
    [name]()
    .catch(() => undefined);
  const entries = await house.db.prisma.auditEntry.findMany({ where: { correlationId }, orderBy: { id: "asc" } });
  for (const entry of entries) expect([entry.actorId, entry.sessionId]).toEqual([people.buyer.id, people.buyer.sessionId]);
  return entries.map(({ action }) => action);
}

describe("a mutation whose row says that it is audited", () => {
  test("leaves an entry in each transaction that writes, also when its verb forgot", async () => {
    expect(await traceOf("careless")).toEqual(["careless"]);
    expect(await traceOf("twice")).toEqual(["own.entry", "twice"]);
  });

  test("leaves no second one beside its own, and none when it failed", async () => {
    expect(await traceOf("careful")).toEqual(["own.entry"]);
    expect(await traceOf("failing")).toEqual([]);
  });

  test("is every mutation but those that decide nothing, and those of a conversation, whose chain is its trail", async () => {
    expect(await traceOf("unaudited")).toEqual([]);
    const questions = ["auth.walletChallenge", "auth.passkeyChallenge"];
    const unaudited = Object.entries(PROCEDURES).flatMap(([namespace, rows]) =>
      Object.entries(rows).flatMap(([name, { kind, access }]) =>
        kind === "mutation" && access.audit === "none" ? [`${namespace}.${name}`] : [],
      ),
    );
    expect(unaudited).toEqual([...questions, "chat.send", "chat.edit", "chat.hide", "chat.markRead"]);
  });
});

import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Actor, publicId, type UserActor } from "@amanat/contracts";
import { appendEvents, createCtx, type Database, inTransaction, newId, TENANT_ID, type TxCtx } from "@amanat/db";
import { AmanatError, createAmanat, type StreamItem } from "@amanat/sdk";
import type { Door } from "./door.fixture.ts";

/** A wire to a door that can be cut. */
export interface Wire {
  readonly origin: string;
  cut(): void;
  close(): void;
}

export async function openWire(origin: string): Promise<Wire> {
  const pairs = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(Number(new URL(origin).port), "127.0.0.1");
    for (const socket of [near, far]) {
      pairs.add(socket);
      socket.on("error", () => undefined).on("close", () => (pairs.delete(socket), near.destroy(), far.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const cut = (): void => {
    for (const socket of pairs) socket.destroy();
  };
  return {
    origin: `http://localhost:${typeof address === "object" && address ? address.port : 0}`,
    cut,
    close: () => (cut(), server.close()),
  };
}

/** The names of the requests a program's client was told of, in their order; it comes back after every failure, as pages do. */
export interface Reading {
  readonly names: string[];
  /** What ended it for good. */
  readonly failure: () => unknown;
  end(): Promise<void>;
}

export const nameIn = ({ event }: StreamItem): string => (event.data as { requestId?: string }).requestId ?? "";

/** Reads by the SDK, which is `httpSubscriptionLink` as npm has it. */
export function readAlong(amanat: ReturnType<typeof createAmanat>, lastEventId: string): Reading {
  const stop = new AbortController();
  const names: string[] = [];
  let failure: unknown = null;
  let last = lastEventId;
  const done = (async () => {
    while (!stop.signal.aborted) {
      try {
        for await (const item of amanat.events.stream({ lastEventId: last, signal: stop.signal })) {
          last = item.id;
          names.push(nameIn(item));
        }
      } catch (error) {
        if (error instanceof AmanatError && !error.retryable) {
          failure = error;
          return;
        }
      }
      await sleep(200);
    }
  })();
  return {
    names,
    failure: () => failure,
    async end() {
      stop.abort();
      await done;
    },
  };
}

/** Something happens in these channels, in one transaction. Returns the names. */
export async function happen(
  db: Database,
  channels: readonly (readonly string[])[],
  actor: Actor = { kind: "system", tenantId: TENANT_ID, process: "web" },
  meanwhile: (tx: TxCtx) => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const events = channels.map((each) => {
    const subjectId = newId();
    const payload = { requestId: publicId("request", subjectId) };
    return { type: "request.created.v1", subjectId, payload, channels: each, actorRole: "buyer" } as const;
  });
  await inTransaction(createCtx(db, actor), async (tx) => {
    await meanwhile(tx);
    await appendEvents(tx, events);
  });
  return events.map(({ payload }) => payload.requestId);
}

/** Somebody signed in by the SDK over a wire, and who they are to the server. */
export async function signedIn(door: Door, origin: string, email: string, password: string) {
  const amanat = createAmanat({ baseUrl: origin });
  amanat.setToken(await amanat.auth.signIn({ email, password }));
  const { db } = door.built.services;
  const { rows } = await db.pool.query<{ userId: string; sessionId: string; roles: UserActor["roles"] }>(
    `SELECT u."id"::text AS "userId", s."id"::text AS "sessionId", u."roles"::text[] AS "roles" FROM "User" u JOIN "Session" s ON s."userId" = u."id"
     WHERE u."email" = $1 ORDER BY s."createdAt" DESC LIMIT 1`,
    [email],
  );
  const [row] = rows;
  if (row === undefined) throw new Error(`nobody is ${email}`);
  const actor: UserActor = { kind: "user", tenantId: TENANT_ID, name: email, scopes: null, ...row };
  return { amanat, actor };
}

import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { createCtx, type Ctx, inTransaction, openDatabase, TENANT_ID } from "@amanat/db";
import { openCoalescer, post, tryPost } from "@amanat/ledger";
import { hotJournal, randomJournal } from "./subject.ts";

/** Round trips of one ledger post: alone, beside other writes in a transaction, and through the coalescer. */
export type RoundTrips = { tryPost: number; post: number; coalesced: number };

/** Messages a client waits for the answer of: Sync and Query. */
const WAITED_FOR = new Set(["S".charCodeAt(0), "Q".charCodeAt(0)]);

/** Counts the requests in what one client sends, however it is cut into pieces. The first message has no type. */
export function requestCounter(onRequest: () => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return;
      const size = head + rest.readUInt32BE(head);
      if (rest.length < size) return;
      if (started && WAITED_FOR.has(rest[0] ?? 0)) onRequest();
      started = true;
      rest = rest.subarray(size);
    }
  };
}

/** A door in front of the server that counts who asks it something. */
async function countingDoor(port: number): Promise<{ port: number; count: () => number; close: () => void }> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const door = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
    }
    client.on(
      "data",
      requestCounter(() => (requests += 1)),
    );
    client.pipe(server).pipe(client);
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const address = door.address();
  if (address === null || typeof address === "string") throw new Error("the counting door has no port");
  return {
    port: address.port,
    count: () => requests,
    close() {
      for (const socket of sockets) socket.destroy();
      door.close();
    },
  };
}

/** Posts through a door that counts requests. Every connection is open and every statement known before it counts. */
export async function countRoundTrips(appUrl: string, accounts: number): Promise<RoundTrips> {
  const door = await countingDoor(Number(new URL(appUrl).port));
  const url = Object.assign(new URL(appUrl), { port: String(door.port) }).toString();
  const db = await openDatabase({ url, applicationName: "amanat-bench-round-trips", poolSize: 1 });
  try {
    const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
    const during = async (work: () => Promise<unknown>): Promise<number> => {
      const before = door.count();
      await work();
      return door.count() - before;
    };
    await countAll(ctx, accounts, during);
    return await countAll(ctx, accounts, during);
  } finally {
    await db.close();
    door.close();
  }
}

const TOGETHER = 100;

async function countAll(ctx: Ctx, accounts: number, during: (work: () => Promise<unknown>) => Promise<number>): Promise<RoundTrips> {
  const alone = await during(() => tryPost(ctx, randomJournal(accounts)));
  const beside = await inTransaction(ctx, async (tx) => {
    // It begins with its first statement, which here is not the post.
    await tx.tx.$queryRaw`SELECT 1`;
    return during(() => post(tx, hotJournal(accounts)));
  });
  const coalescer = openCoalescer({ pool: ctx.db.pool, tenantId: ctx.actor.tenantId, connections: 1, maxBatch: TOGETHER });
  const together = await during(() => Promise.all(Array.from({ length: TOGETHER }, () => coalescer.post(randomJournal(accounts)))));
  await coalescer.close();
  if (alone < 1 || beside < 1 || together < 1) throw new Error("a post came through without being counted");
  return { tryPost: alone, post: beside, coalesced: together / TOGETHER };
}

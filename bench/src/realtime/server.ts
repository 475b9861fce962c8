/**
 * One server of the comparison, as a process of its own: `server.ts <kind> <pg url> [redis url]`. Both kinds do the same work: an event is
 * committed, and everybody who is connected is told. Ends with its parent.
 */
import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createHttpHandler, type HttpRules, StreamServer } from "@amanat/api";
import { CHANNELS } from "@amanat/contexts";
import { publicId } from "@amanat/contracts";
import { appendEvents, createCtx, type Database, inTransaction, openDatabase, TENANT_ID } from "@amanat/db";
import { openRealtime } from "@amanat/realtime";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { type FromServer, nowMs, type ToServer } from "./messages.ts";

type Tell = (subject: string) => void;

const [kind = "", url = "", redisUrl = ""] = process.argv.slice(2);
const ENDPOINT = "/api/trpc";
/** As long as a cursor of the house, so that both send as many bytes. */
const ID = "x".repeat(92);

function serveHouse(http: HttpServer, database: Database): Tell {
  const realtime = openRealtime(database, CHANNELS);
  // A stream asks nothing else of its process.
  const services = { db: database, log: database.log, realtime, limits: null } as unknown as Parameters<typeof createHttpHandler>[0];
  const rules: HttpRules = { origins: [], ownHost: () => true, scheme: "http", cookieName: "amn", trustedHops: 0 };
  const handle = createHttpHandler(services, { rules, endpoint: ENDPOINT });
  http.on("request", (req, res) => void handle(req, res, new URL(req.url ?? "/", "http://localhost"), "bench-correlation"));
  // The commit tells it.
  return () => undefined;
}

/** What it tells has the form and the length of what the house tells. */
function serveSocketIo(http: HttpServer): Tell {
  const io = new Server(http, { transports: ["websocket"], serveClient: false });
  if (redisUrl !== "") io.adapter(createAdapter(new Redis(redisUrl), new Redis(redisUrl)));
  return (subject) => void io.emit("event", { id: ID, event: sameEvent(subject) });
}

const sameEvent = (subject: string) => ({
  type: "request.created.v1",
  at: new Date().toISOString(),
  actorName: "Amanat",
  data: { requestId: publicId("request", subject) },
});

const db = await openDatabase({
  url,
  applicationName: `bench-${kind}`,
  poolSize: 10,
  listen: true,
  // The other one has its adapter for it.
  redisUrl: redisUrl === "" || kind !== "amanat" ? undefined : redisUrl,
  cursorSecret: "bench",
});
let told = 0;
// The first to hear of a commit: before whoever tells it.
db.bus.subscribe(() => (told = nowMs()));
const http = kind === "amanat" ? new StreamServer(ENDPOINT) : createServer();
const tell = kind === "amanat" ? serveHouse(http, db) : serveSocketIo(http);

async function commit(subjectId: string): Promise<number> {
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "web" });
  const payload = { requestId: publicId("request", subjectId) };
  await inTransaction(ctx, (tx) =>
    appendEvents(tx, [{ type: "request.created.v1", subjectId, payload, channels: ["market"], actorRole: "system" }]),
  );
  tell(subjectId);
  return told;
}

/** One after the other began, whether it has ended or not. */
async function commitAll(subjects: readonly string[], everyMs: number): Promise<number[]> {
  const from = performance.now();
  const all: Promise<number>[] = [];
  for (const [n, subject] of subjects.entries()) {
    const wait = from + n * everyMs - performance.now();
    if (wait > 0) await sleep(wait);
    all.push(commit(subject));
  }
  return Promise.all(all);
}

function cpu(): FromServer {
  const { user, system } = process.cpuUsage();
  return { say: "cpu", ms: (user + system) / 1_000 };
}

/** What stays: without what was only needed to connect, which a last-resort collection gives back to the system. */
async function memory(): Promise<FromServer> {
  for (let n = 0; n < 5; n += 1) {
    globalThis.gc?.({ type: "major", execution: "sync", flavor: "last-resort" });
    await sleep(100);
  }
  return { say: "memory", bytes: process.memoryUsage().rss };
}

const say = (message: FromServer): void => void process.send?.(message);
process.on("message", (message: ToServer) => {
  if (message.say === "cpu") return say(cpu());
  if (message.say === "memory") return void memory().then(say);
  void commitAll(message.subjects, message.everyMs).then((at) => say({ say: "committed", at }));
});
process.once("disconnect", () => process.exit(0));
http.listen(0, "127.0.0.1", 4_096, () => say({ say: "ready", port: (http.address() as AddressInfo).port }));

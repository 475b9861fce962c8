import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createWebhookInput, type EventRole, publicId } from "@amanat/contracts";
import { appendEvents, type AudienceOf, type Ctx, createCtx, type Database, feeder, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { openOutbound } from "@amanat/outbound";
import { type Cast, cast, type TestDatabase, untilReadable, useDatabase } from "@amanat/testing";
import { afterEach, beforeEach } from "vitest";
import { hearAll } from "./feed.ts";
import { createWebhook } from "./index.ts";
import type { WebhookSettings } from "./rules.ts";
import { type SendCrash, sendWebhooks } from "./verbs/send-webhooks.ts";

/** A call that a receiver got. */
export type Call = { headers: Record<string, string>; body: string };
type Say = { status: number; headers?: Record<string, string>; hangUp?: boolean };

/** A real server of somebody's, which answers as a test says and remembers what it got. */
export class Receiver {
  readonly calls: Call[] = [];
  say: (call: Call) => Say | Promise<Say> = () => ({ status: 200 });
  readonly origin: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      void read(request).then(async (body) => {
        const call = { headers: request.headers as Record<string, string>, body };
        this.calls.push(call);
        const { status, headers = {}, hangUp } = await this.say(call);
        if (hangUp === true) request.socket.destroy();
        else response.writeHead(status, headers).end("thank you");
      });
    });
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Receiver(server);
  }

  /** The `data` of what came, in order. */
  get told(): unknown[] {
    return this.calls.map(({ body }) => (JSON.parse(body) as { data: unknown }).data);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const part of request) body += String(part);
  return body;
}

export const KEY = "the key of a test, which is long enough";
export const HOST = "hooks.example";
const SETTINGS: WebhookSettings = { baseDelayMs: 5_000, maxDelayMs: 3_600_000, timeoutMs: 400, maxRetries: null };

/** A clock that only a test moves on. */
export class Hands {
  at = Date.now();
  readonly clock = { now: () => Promise.resolve(new Date(this.at)) };
  pass(ms: number): void {
    this.at += ms;
  }
}

/** The worker's half: events become messages, and messages are sent. */
export class Post {
  readonly hands = new Hands();
  readonly parties = new Map<string, string[]>();
  readonly ports;
  readonly #db: Database;
  readonly #feed;

  constructor(db: Database, receiver: Receiver) {
    this.#db = db;
    this.ports = { outbound: openOutbound({ local: { [HOST]: receiver.origin }, servers: [] }), key: KEY };
    const audience: AudienceOf = () => Promise.resolve(this.parties);
    this.#feed = feeder({ name: `webhooks.feed.${newId()}`, from: "now", reactions: {}, take: hearAll([audience]) });
  }

  system(): Ctx {
    return createCtx(this.#db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { clock: this.hands.clock });
  }

  /** The feed knows where it begins from its first turn on. */
  async begin(): Promise<void> {
    await untilReadable(this.#db);
    await this.#feed(this.system());
  }

  async hear(): Promise<void> {
    await untilReadable(this.#db);
    await this.#feed(this.system());
  }

  send(settings: Partial<WebhookSettings> = {}, crash?: SendCrash): Promise<number> {
    return sendWebhooks(this.system(), { ...this.ports, settings: { ...SETTINGS, ...settings } }, crash);
  }

  /** Turns until nothing is due. */
  async sendAll(settings: Partial<WebhookSettings> = {}): Promise<void> {
    while ((await this.send(settings)) > 0);
  }

  /** Something happens to a request; who may read it is said by the channels. */
  async happens(subjectId: string, status: string, channels: readonly string[], actorRole: EventRole = "system"): Promise<void> {
    const payload = { requestId: publicId("request", subjectId), status };
    const ctx = createCtx(this.#db, { kind: "system", tenantId: TENANT_ID, process: "worker" });
    const event = { type: "request.changed.v1", subjectId, payload, channels, actorRole } as const;
    await inTransaction(ctx, (tx) => appendEvents(tx, [event]));
  }

  /** An endpoint of this person at the receiver. */
  create(ctx: Ctx, given: { types?: string[]; of?: "me" | "tenant"; plainSignature?: boolean; path?: string } = {}) {
    const { path = "/hook", ...rest } = given;
    return createWebhook(ctx, createWebhookInput.parse({ url: `https://${HOST}${path}`, ...rest }), this.ports);
  }
}

export type World = { readonly house: TestDatabase; readonly db: Database; people: Cast; receiver: Receiver; post: Post };

/** For each test people, a receiver, a worker, and no endpoint of the test before. */
export function useWorld(): World {
  const database = useDatabase();
  const world = {
    house: database,
    get db() {
      return database.db;
    },
  } as World;
  beforeEach(async () => {
    world.people = await cast(database.db);
    await database.db.prisma.webhookMessage.deleteMany();
    await database.db.prisma.webhookEndpoint.deleteMany();
    world.receiver = await Receiver.open();
    world.post = new Post(database.db, world.receiver);
    await world.post.begin();
  });
  afterEach(() => world.receiver.close());
  return world;
}

import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Clock, createCtx, type Ctx, type Database, inTransaction, openDatabase, TENANT_ID } from "@amanat/db";
import { bootstrapRoles, type EmbeddedServer, migrate, startEmbeddedPostgres } from "@amanat/db/server";
import { journalId, post } from "@amanat/ledger";
import { railsOf } from "@amanat/payment";
import { ESCROW, OTHER_TOKEN, TOKEN } from "@amanat/payment/testing";
import pg from "pg";
import { pino } from "pino";
import { PROVIDERS } from "./providers.ts";
import { HostileChain } from "./chain.ts";
import { type Fault, Tally } from "./faults.ts";
import { insist } from "./insist.ts";
import { type People, settleIn } from "./people.ts";

/** Base units below which nothing is sent or swept by itself. */
export const DUST = 40;
const DATABASE = "amanat";
/** As many as two cores can serve; more would only take turns. */
const POOL = 12;
/** Durability of the machine is not what is simulated: killed processes lose nothing that was committed. */
const SETTINGS = ["fsync=off", "shared_buffers=256MB", "max_wal_size=4GB", "checkpoint_timeout=1h"];

/** Where the server's files lie, its socket among them: the shortest way to it. */
const socketFolder = (folder: string): string => path.join(folder, "cluster");
const settingsFor = (folder: string): string[] => [...SETTINGS, `unix_socket_directories=${socketFolder(folder)}`];

function bySocket(url: string, folder: string): string {
  const short = new URL(url);
  short.searchParams.set("host", socketFolder(folder));
  return short.toString();
}

/** Time as everybody in the simulation knows it. */
export class SimulatedClock implements Clock {
  #at: number;

  constructor(from: number) {
    this.#at = from;
  }

  now(): Promise<Date> {
    return Promise.resolve(new Date(this.#at));
  }

  get ms(): number {
    return this.#at;
  }

  advance(ms: number): void {
    this.#at += ms;
  }
}

/** A marketplace with its people, its database and its chain. */
export class World {
  readonly tally = new Tally();
  readonly chain = new HostileChain(this.tally);
  readonly rail = this.chain.rail();
  readonly ports = { rails: railsOf([this.rail]), providers: PROVIDERS };
  readonly clock: SimulatedClock;
  readonly db: Database;
  readonly superUrl: string;
  people!: People;
  readonly #folder: string;
  #server: EmbeddedServer;

  private constructor(folder: string, server: EmbeddedServer, db: Database, clock: SimulatedClock) {
    this.#folder = folder;
    this.#server = server;
    this.db = db;
    this.clock = clock;
    this.superUrl = Object.assign(new URL(server.url), { pathname: `/${DATABASE}` }).toString();
  }

  static async open(people: number): Promise<World> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "amanat-simulation-"));
    const server = await startEmbeddedPostgres({ dataDir: folder, settings: settingsFor(folder) });
    const urls = await bootstrapRoles({ url: server.url, database: DATABASE });
    await migrate(urls.ownerUrl);
    const db = await openDatabase({
      url: bySocket(urls.appUrl, folder),
      applicationName: "simulation",
      poolSize: POOL,
      log: pino({ level: "silent" }),
    });
    // An hour ahead: what the database dates by its own clock is in the past for everybody.
    const world = new World(folder, server, db, new SimulatedClock(Date.now() + 3_600_000));
    const asset = { id: world.chain.asset, chain: world.chain.chain.id, chainName: "Scripted", token: TOKEN };
    await db.prisma.asset.createMany({
      data: [
        { ...asset, symbol: "USDC", name: "USD Coin", decimals: 6 },
        { ...asset, id: world.chain.other, token: OTHER_TOKEN, symbol: "USDT", name: "Tether", decimals: 18 },
        { ...asset, id: world.chain.native, token: null, symbol: "ETH", name: "Ether", decimals: 18, allowed: false },
      ],
    });
    const minimum = { [world.chain.asset]: String(DUST), [world.chain.other]: String(DUST) };
    const value = { nativeCents: "1", gasPrice: "0", minimum };
    await db.prisma.setting.create({ data: { tenantId: TENANT_ID, key: "payment.floors", value } });
    // The wallet's first gas, as the seed books it.
    await inTransaction(world.system(), (tx) =>
      post(tx, {
        id: journalId("simulate", world.chain.native, "gas"),
        legs: [
          {
            debit: { kind: "custody", party: ESCROW, asset: world.chain.native },
            credit: { kind: "operator", asset: world.chain.native },
            amount: world.chain.held(ESCROW, world.chain.native),
            code: "operator_funding",
          },
        ],
      }),
    );
    world.people = await settleIn(db, world.clock, people);
    return world;
  }

  /** One turn of one of our own processes. */
  system(): Ctx {
    return createCtx(this.db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { clock: this.clock });
  }

  hit(fault: Fault): void {
    this.tally.add(fault);
  }

  /** Cuts one of the application's connections that is doing something, as a network does. */
  async cutConnection(): Promise<void> {
    const cut = await this.asSuperuser((client) =>
      client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'simulation' AND state <> 'idle' ORDER BY pid LIMIT 1`,
      ),
    );
    if (cut.rows.length > 0) this.hit("connection cut");
  }

  /** Kills the database's first process and starts it again on what it left. */
  async killDatabase(): Promise<void> {
    const { pid, port } = this.#server;
    process.kill(pid, "SIGKILL");
    this.hit("database killed");
    this.#server = await startEmbeddedPostgres({ dataDir: this.#folder, port, settings: settingsFor(this.#folder) });
    await insist(() => this.db.pool.query("SELECT 1"));
  }

  async asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.superUrl, application_name: "simulation-observer" });
    client.on("error", () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  async close(): Promise<void> {
    await this.db.close();
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Clock, createCtx, type Ctx, type Database, inTransaction, openDatabase, TENANT_ID } from "@amanat/db";
import { bootstrapRoles, connected, type EmbeddedServer, migrate, startEmbeddedPostgres } from "@amanat/db/server";
import { VERBS } from "@amanat/contexts";
import { journalId, post } from "@amanat/ledger";
import {
  type Cases,
  HostileChain,
  insist,
  type KindOfLife,
  type People,
  PROVIDERS,
  type Scene,
  settleIn,
  Tally,
  UnrulyScanner,
} from "@amanat/lives";
import { railsOf } from "@amanat/payment";
import { ESCROW, OTHER_TOKEN, TOKEN } from "@amanat/payment/testing";
import type pg from "pg";
import { pino } from "pino";
import { livesOfEveryKind } from "./lives.ts";

/** Base units below which nothing is sent or swept by itself. */
export const DUST = 40;
/** Hours in which evidence is taken after the statements: two rounds. */
const EVIDENCE_HOURS = 0.05;
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

/** A marketplace with its people, its database and its chains. */
export class World implements Scene {
  /** How each kind of deal is lived. */
  readonly kinds: readonly [KindOfLife, ...KindOfLife[]];
  readonly tally: Tally;
  readonly chains: readonly [HostileChain, HostileChain];
  readonly rails: readonly ReturnType<HostileChain["rail"]>[];
  readonly ports: Scene["ports"] & { readonly rails: ReturnType<typeof railsOf<ReturnType<HostileChain["rail"]>>> };
  /** Parsed and answered as the doors do it. */
  readonly cases = VERBS["disputes"] as unknown as Cases;
  readonly scanner: UnrulyScanner;
  readonly clock: SimulatedClock;
  readonly db: Database;
  readonly superUrl: string;
  people!: People;
  readonly #folder: string;
  #server: EmbeddedServer;

  private constructor(folder: string, server: EmbeddedServer, db: Database, kinds: World["kinds"]) {
    this.kinds = kinds;
    this.tally = new Tally(kinds.flatMap(({ faults }) => faults));
    this.chains = [new HostileChain("First", this.tally), new HostileChain("Second", this.tally)];
    this.rails = this.chains.map((chain) => chain.rail());
    this.ports = { rails: railsOf(this.rails), providers: PROVIDERS };
    this.scanner = new UnrulyScanner(this);
    // An hour ahead: what the database dates by its own clock is in the past for everybody.
    this.clock = new SimulatedClock(Date.now() + 3_600_000);
    this.#folder = folder;
    this.#server = server;
    this.db = db;
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
    const world = new World(folder, server, db, await livesOfEveryKind());
    const minimum = Object.fromEntries(world.chains.flatMap((chain) => [chain.asset, chain.other]).map((asset) => [asset, String(DUST)]));
    const value = { nativeCents: "1", gasPrice: "0", minimum };
    await db.prisma.setting.create({ data: { tenantId: TENANT_ID, key: "payment.floors", value } });
    // A ruling comes soon after the statements; the other clocks of a case run as they do.
    await db.prisma.setting.create({ data: { tenantId: TENANT_ID, key: "dispute.evidenceHours", value: EVIDENCE_HOURS } });
    for (const chain of world.chains) await world.#list(chain);
    world.people = await settleIn(db, world.clock, people);
    return world;
  }

  /** The assets of a chain, and its wallet's first gas, as the seed books it. */
  async #list(chain: HostileChain): Promise<void> {
    const asset = { id: chain.asset, chain: chain.id, chainName: chain.name, token: TOKEN };
    await this.db.prisma.asset.createMany({
      data: [
        { ...asset, symbol: "USDC", name: "USD Coin", decimals: 6 },
        { ...asset, id: chain.other, token: OTHER_TOKEN, symbol: "USDT", name: "Tether", decimals: 18 },
        { ...asset, id: chain.native, token: null, symbol: "ETH", name: "Ether", decimals: 18, allowed: false },
      ],
    });
    await inTransaction(this.system(), (tx) =>
      post(tx, {
        id: journalId("simulate", chain.native, "gas"),
        legs: [
          {
            debit: { kind: "custody", party: ESCROW, asset: chain.native },
            credit: { kind: "operator", asset: chain.native },
            amount: chain.held(ESCROW, chain.native),
            code: "operator_funding",
          },
        ],
      }),
    );
  }

  /** One turn of one of our own processes. */
  system(): Ctx {
    return createCtx(this.db, { kind: "system", tenantId: TENANT_ID, process: "worker" }, { clock: this.clock });
  }

  async rows<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await insist(() => this.db.pool.query<Row>(sql, [...values]))).rows;
  }

  hit(fault: string): void {
    this.tally.add(fault);
  }

  /** The platform was up until now: its worker has said so every few seconds. */
  async upUntilNow(): Promise<void> {
    await this.asSuperuser((client) => client.query(`UPDATE "DisputeUptime" SET "seenAt" = $1`, [new Date(this.clock.ms)]));
  }

  /** Nobody has the role to rule any more, or everybody again who had it. Cases that somebody has go on. */
  async resolversAway(away: boolean): Promise<void> {
    const ids = this.people.resolvers.map(({ id }) => id);
    await this.asSuperuser((client) =>
      client.query(`UPDATE "User" SET roles = $1::"UserRole"[] WHERE id = ANY ($2::uuid[])`, [away ? [] : ["resolver"], ids]),
    );
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

  asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    return connected({ connectionString: this.superUrl, application_name: "simulation-observer" }, work);
  }

  async close(): Promise<void> {
    await this.db.close();
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

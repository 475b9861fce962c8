import type { Ctx } from "@amanat/db";
import { type PayInPorts, readProviders } from "@amanat/payment";
import type { Cases } from "./cases.ts";
import type { HostileChain } from "./chain.ts";
import type { People } from "./people.ts";
import type { UnrulyScanner } from "./scanner.ts";

export const SECRET = "the simulated scanner's secret, long enough";
/** What the providers of the simulated world are configured with. */
export const PROVIDERS = readProviders({ AMN_SCANNER_URL: "http://127.0.0.1:1", AMN_SCANNER_WEBHOOK_SECRET: SECRET });

/** What of the simulated world the people of a deal act in. */
export type Scene = {
  readonly people: People;
  readonly chains: readonly [HostileChain, HostileChain];
  readonly scanner: UnrulyScanner;
  readonly ports: PayInPorts;
  /** What people can do when they disagree. */
  readonly cases: Cases;
  /** What time it is for everybody. */
  readonly clock: { readonly ms: number };
  /** One turn of one of our own processes. */
  system(): Ctx;
  /** Rows as they are now, asked of the database itself. */
  rows<Row extends object>(sql: string, values: readonly unknown[]): Promise<Row[]>;
  /** Counts something that was done to the product on purpose. */
  hit(fault: string): void;
};

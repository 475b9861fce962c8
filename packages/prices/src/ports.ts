/** How this deployment asks for prices, from its environment. */
export type PriceSettings = {
  /** For our own quotes and for rates of currencies; a feed on a chain has its own heartbeat. */
  readonly maxAgeSeconds: number;
  readonly depegCapBps: number;
  /** Null: tokens are priced in dollars alone. */
  readonly fxUrl: string | null;
  /** Nodes of their own for the feeds of these chains. */
  readonly nodes: readonly { readonly id: string; readonly rpcUrl: string }[];
};

/** The latest round of a feed as its chain says it. Times are seconds of the epoch. */
export type Round = {
  readonly answer: bigint;
  readonly decimals: number;
  readonly updatedAt: number;
  readonly heartbeatSeconds: number;
  readonly sequencer: { readonly up: boolean; readonly since: number } | null;
};

/** The feeds there are, by chain and the coin each prices in US dollars. A call throws where the chain does not answer. */
export type Feeds = ReadonlyMap<string, ReadonlyMap<string, () => Promise<Round>>>;

export type PricePorts = { readonly settings: PriceSettings; readonly feeds: Feeds };

/** What the worker's process supplies; null where quoting is off. */
export type PricesOutside = { readonly prices: PricePorts | null };

import type { ProviderName } from "@amanat/contracts";
import type { Stand, StandPlace } from "./stand.ts";

/** Loaded when it is asked for, so that a start pays for none of them. */
const STANDS: Readonly<Partial<Record<ProviderName, () => Promise<(place: StandPlace) => Promise<Stand>>>>> = {
  "request-network": async () => (await import("./request-network.ts")).requestNetworkStand,
  depay: async () => (await import("./depay.ts")).depayStand,
  shkeeper: async () => (await import("./shkeeper.ts")).shkeeperStand,
};

export const STAND_NAMES = Object.keys(STANDS);

/** The services of providers that run on this machine. */
export class Stands {
  readonly #place: () => StandPlace;
  readonly #open = new Map<string, Stand>();
  /** One after another: two that are asked for at once are two changes of the same processes. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: () => StandPlace) {
    this.#place = place;
  }

  /** What web and worker are configured with to use all of those that run. */
  variables(): Record<string, string> {
    return Object.assign({}, ...[...this.#open.values()].map(({ variables }) => variables)) as Record<string, string>;
  }

  /** Starts one unless it runs already, and then `changed`, which has the product use it. Throws where there is none of that name. */
  start(name: string, changed: () => Promise<void>): Promise<void> {
    const starting = this.#last.then(async () => {
      if (this.#open.has(name)) return;
      const load = Object.entries(STANDS).find(([known]) => known === name)?.[1];
      if (load === undefined) throw new Error(`there is no service of ${name} here; there are ${STAND_NAMES.join(", ")}`);
      const open = await load();
      this.#open.set(name, await open(this.#place()));
      await changed();
    });
    this.#last = starting.catch(() => undefined);
    return starting;
  }

  async close(): Promise<void> {
    await this.#last;
    await Promise.all([...this.#open.values()].map((stand) => stand.close()));
    this.#open.clear();
  }
}

import { screenerOf } from "@amanat/aml";
import { openCustodyRail, openPriceFeeds, openSanctions } from "@amanat/chain";
import { chainNamed } from "@amanat/contracts";
import type { DeliveryCrash } from "@amanat/db";
import {
  type CustodyRail,
  type IntakeRail,
  openBreakers,
  openProviders,
  type ProviderPorts,
  type Rails,
  railsOf,
  watchersOf,
} from "@amanat/payment";
import type { PricePorts } from "@amanat/prices";
import type { WorkerConfig } from "./config.ts";
import { crashPointsOf } from "./crash.ts";

export type WorkerRail = IntakeRail & CustodyRail;

type WorkerPorts = { rails: Rails<WorkerRail>; providers: ProviderPorts["providers"]; prices: PricePorts | null; crash?: DeliveryCrash };

/** The outside world of the worker: the chains, who watches them, the providers, each behind its circuit, and the only keys there are. */
export function openPorts(config: WorkerConfig): WorkerPorts {
  const breakers = openBreakers();
  const crash = crashPointsOf(config);
  const screener = screenerOf(config.aml, openSanctions(config.chains));
  const shared = { watchers: watchersOf(config.providers, breakers), screener, ...(crash === undefined ? {} : { crash }) };
  const rails = railsOf(config.chains.map((settings) => ({ ...openCustodyRail(settings), ...shared })));
  return {
    rails,
    providers: openProviders(config.providers, breakers),
    prices: pricePorts(config),
    ...(crash === undefined ? {} : { crash }),
  };
}

/** Feeds are read from the chains we are paid on, and from those that have a node for it alone, which goes before ours. */
function pricePorts({ prices: settings, chains }: WorkerConfig): PricePorts | null {
  if (settings === null) return null;
  const own = settings.nodes.map(({ id, rpcUrl }) => ({ chain: chainNamed(id), name: chainNamed(id), rpcUrls: [rpcUrl] }));
  const others = chains.filter(({ chain }) => own.every((node) => node.chain !== chain));
  return { settings, feeds: openPriceFeeds([...own, ...others]) };
}

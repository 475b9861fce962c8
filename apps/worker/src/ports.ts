import { screenerOf } from "@amanat/aml";
import { openCustodyRail, openSanctions } from "@amanat/chain";
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
import type { WorkerConfig } from "./config.ts";
import { crashPointsOf } from "./crash.ts";

export type WorkerRail = IntakeRail & CustodyRail;

type WorkerPorts = { rails: Rails<WorkerRail>; providers: ProviderPorts["providers"]; crash?: DeliveryCrash };

/** The outside world of the worker: the chains, who watches them, the providers, each behind its circuit, and the only keys there are. */
export function openPorts(config: WorkerConfig): WorkerPorts {
  const breakers = openBreakers();
  const crash = crashPointsOf(config);
  const screener = screenerOf(config.aml, openSanctions(config.chains));
  const shared = { watchers: watchersOf(config.providers, breakers), screener, ...(crash === undefined ? {} : { crash }) };
  const rails = railsOf(config.chains.map((settings) => ({ ...openCustodyRail(settings), ...shared })));
  return { rails, providers: openProviders(config.providers, breakers), ...(crash === undefined ? {} : { crash }) };
}

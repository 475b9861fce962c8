import { openCustodyRail } from "@amanat/chain";
import type { DeliveryCrash } from "@amanat/db";
import { type CustodyRail, type IntakeRail, type Rails, railsOf, watchersOf } from "@amanat/payment";
import type { WorkerConfig } from "./config.ts";
import { crashPointsOf } from "./crash.ts";

export type WorkerRail = IntakeRail & CustodyRail;

/** The outside world of the worker: the chains, who watches them, and the only keys there are. */
export function openPorts(config: WorkerConfig): { rails: Rails<WorkerRail>; crash?: DeliveryCrash } {
  const crash = crashPointsOf(config);
  const shared = { watchers: watchersOf(config.providers), ...(crash === undefined ? {} : { crash }) };
  const rails = railsOf(config.chains.map((settings) => ({ ...openCustodyRail(settings), ...shared })));
  return { rails, ...(crash === undefined ? {} : { crash }) };
}

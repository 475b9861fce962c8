import type { Chore, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import * as retention from "./index.ts";
import { SETTINGS } from "./settings.ts";
import type { RetentionOutside, RetentionPorts } from "./ports.ts";

const EXPORTS_MS = 2_000;
const PURGES_MS = 5_000;
const DEPARTURES_MS = 5_000;
const POLICIES_MS = 300_000;

/** What each context holds about a person is known by the context. */
export function module({ retention: ports }: { readonly retention: RetentionPorts }): Module<unknown, RetentionOutside> {
  const verbs: Verbs<"retention"> = {
    myData: (ctx) => retention.myData(ctx, ports),
    requestExport: retention.requestExport,
    deleteAccount: (ctx, input) => retention.deleteAccount(ctx, input, ports),
    keepAccount: retention.keepAccount,
    policies: (ctx) => retention.listPolicies(ctx, ports),
    changePolicy: (ctx, input) => retention.changePolicy(ctx, input, ports),
    holds: retention.listHolds,
    placeHold: retention.placeHold,
    releaseHold: retention.releaseHold,
    dryRun: (ctx, input) => retention.dryRun(ctx, input, ports),
    startPurge: (ctx, input) => retention.startPurge(ctx, input, ports),
    purges: retention.listPurges,
    undoPurge: retention.undoPurge,
  };
  return {
    name: "retention",
    about: ABOUT,
    verbs,
    settings: SETTINGS,
    loops: ({ files }): Chore[] => [
      { name: "exports", everyMs: EXPORTS_MS, turn: (ctx) => retention.makeExports(ctx, ports, files) },
      { name: "purges", everyMs: PURGES_MS, woken: false, turn: (ctx) => retention.advancePurges(ctx, ports) },
      { name: "departures", everyMs: DEPARTURES_MS, woken: false, turn: (ctx) => retention.advanceDepartures(ctx, ports) },
      { name: "policies", everyMs: POLICIES_MS, woken: false, turn: (ctx) => retention.clearByThemselves(ctx, ports) },
    ],
  };
}

import type { Chore, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import * as retention from "./index.ts";
import type { RetentionOutside, RetentionPorts } from "./ports.ts";

const EXPORTS_MS = 2_000;

/** What each context holds about a person is known by the context. */
export function module({ retention: ports }: { readonly retention: RetentionPorts }): Module<unknown, RetentionOutside> {
  const verbs: Verbs<"retention"> = {
    myData: (ctx) => retention.myData(ctx, ports),
    requestExport: retention.requestExport,
  };
  return {
    name: "retention",
    about: ABOUT,
    verbs,
    loops: ({ files }): Chore[] => [{ name: "exports", everyMs: EXPORTS_MS, turn: (ctx) => retention.makeExports(ctx, ports, files) }],
  };
}

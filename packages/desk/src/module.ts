import type { Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import * as desk from "./index.ts";
import type { DeskPorts } from "./ports.ts";

/** The desk shows what other contexts know. */
export function module({ desk: ports }: { readonly desk: DeskPorts }): Module {
  const verbs: Verbs<"desk"> = {
    dashboard: (ctx) => desk.dashboard(ctx, ports),
    list: (ctx, input) => desk.listSubjects(ctx, input, ports),
    backlogs: (ctx) => desk.backlogs(ctx, ports),
    search: (ctx, input) => desk.searchDesk(ctx, input, ports),
  };
  return { name: "desk", about: ABOUT, verbs, feed: { from: "beginning", take: desk.keepSummaries(ports) } };
}

import type { Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import * as push from "./index.ts";
import type { PushCall } from "./ports.ts";

const verbs: Verbs<"push", PushCall> = {
  setup: (ctx, _input, call) => push.getSetup(ctx, call.services.push),
  subscribe: (ctx, input, call) => push.subscribe(ctx, input, call.services.push),
  unsubscribe: push.unsubscribe,
};

export const module: Module<PushCall> = { name: "push", about: ABOUT, verbs };

import { type Consumer, deliverer } from "@amanat/db";
import { dealReactions } from "@amanat/deals";
import { KINDS } from "@amanat/kinds";
import { REACTIONS } from "@amanat/marketplace";
import { NOTICES } from "./notices.ts";

/** Whoever reacts to events. */
export const CONSUMERS: readonly Consumer[] = [
  { name: "deals", from: "beginning", reactions: dealReactions(KINDS) },
  { name: "marketplace", from: "beginning", reactions: REACTIONS },
  // A mail about what was long ago helps nobody.
  { name: "notices", from: "now", reactions: NOTICES },
];

/** A turn over the events of all consumers, without crash points. */
export const consumeEvents = deliverer(CONSUMERS);

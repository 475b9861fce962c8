import { CONSUMERS } from "@amanat/contexts";
import { deliverer } from "@amanat/db";

/** A turn over the events of all consumers, without crash points. */
export const consumeEvents = deliverer(CONSUMERS);

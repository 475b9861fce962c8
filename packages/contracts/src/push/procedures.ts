import { finishes, read, write } from "../access.ts";
import { acknowledged, nothing } from "../page.ts";
import { mutation, query } from "../procedure.ts";
import { byPushSubscription, pushSetup, pushSubscribeInput, pushSubscriptionView } from "./schemas.ts";

/** No API key is woken. */
export const procedures = {
  setup: query(nothing, pushSetup, read("user", "own", null)),
  subscribe: mutation(
    pushSubscribeInput,
    pushSubscriptionView,
    finishes(write("own; whoever was woken there before is not any more", "any", null)),
  ),
  unsubscribe: mutation(byPushSubscription, acknowledged, finishes(write("own", "any", null))),
} as const;

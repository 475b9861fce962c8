import { idSchema } from "../ids.ts";

export const pushSubscriptionId = idSchema("pushSubscription");

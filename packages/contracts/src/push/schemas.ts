import * as z from "zod";
import { instant } from "../page.ts";
import { tokenSchema } from "../values/token.ts";
import { urlSchema } from "../values/url.ts";
import { pushSubscriptionId } from "./ids.ts";

/** A browser that is woken by its maker's push service. The address itself is a secret of that browser. */
export const pushSubscriptionView = z.object({
  id: pushSubscriptionId,
  /** The push service's host. */
  host: z.string(),
  createdAt: instant,
});
export type PushSubscriptionView = z.infer<typeof pushSubscriptionView>;

export const pushSetup = z.object({
  /** What a browser subscribes with; null where this installation has no keys. */
  publicKey: z.string().nullable(),
  subscriptions: z.array(pushSubscriptionView),
});
export type PushSetup = z.infer<typeof pushSetup>;

/** A `PushSubscription` as its browser writes it. */
export const pushSubscribeInput = z.object({
  endpoint: urlSchema,
  /** A point on P-256, uncompressed, and 16 bytes: base64url. */
  p256dh: tokenSchema({ min: 87, max: 88 }),
  auth: tokenSchema({ min: 22, max: 24 }),
});
export const byPushSubscription = z.object({ pushSubscriptionId });

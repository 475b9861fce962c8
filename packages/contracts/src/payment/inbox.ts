import * as z from "zod";
import { instant, nothing, pageInput, pageOf } from "../page.ts";
import { inboundId } from "./ids.ts";
import { PROVIDER_NAMES } from "./providers.ts";

export const CIRCUITS = ["closed", "half_open", "open"] as const;
/** What became of a delivery: not read yet, tried again, given up; acted on, or read and nothing to be done. */
export const DELIVERY_STATES = ["waiting", "failing", "aside", "acted", "ignored", "unread"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const provider = z.enum(PROVIDER_NAMES);
const total = z.number().int().min(0);

export const providerView = z.object({
  name: provider,
  /** How calls to it fare; null where it is not called, or nobody has looked yet. */
  health: z
    .object({
      circuit: z.enum(CIRCUITS),
      since: instant,
      okAt: instant.nullable(),
      failedAt: instant.nullable(),
      failure: z.string().nullable(),
    })
    .nullable(),
  /** Counted to a thousand. */
  waiting: total,
  failing: total,
  aside: total,
  /** Of the last 24 hours. */
  day: z.object({ stored: total, duplicate: total, refused: total }),
  /** More were refused within this hour than `payment.refusedAlert`. */
  alarmed: z.boolean(),
  /** Some of what was refused, the newest first: when, how long it was, and how it begins. */
  refusals: z.array(z.object({ at: instant, bytes: total, head: z.string() })),
});
export type ProviderView = z.infer<typeof providerView>;
export const listProvidersInput = nothing;
export const providerList = z.object({ providers: z.array(providerView) });

export const listDeliveriesInput = z.object({ ...pageInput, provider, state: z.enum(DELIVERY_STATES).optional() });
export const deliveryView = z.object({
  id: inboundId,
  /** What its provider calls it. */
  delivery: z.string(),
  event: z.string(),
  state: z.enum(DELIVERY_STATES),
  outcome: z.string().nullable(),
  attempts: total,
  test: z.boolean(),
  bytes: total,
  /** How it begins; empty once it was cleared away. */
  head: z.string(),
  receivedAt: instant,
  processedAt: instant.nullable(),
});
export type DeliveryView = z.infer<typeof deliveryView>;
export const deliveryPage = pageOf(deliveryView);

export const replayDeliveryInput = z.object({ deliveryId: inboundId });
export const deliveryReplayed = z.object({ deliveryId: inboundId, state: z.literal("waiting") });

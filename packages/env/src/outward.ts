import * as z from "zod";
import { listOf } from "./read.ts";

const PAIR = /^([a-z0-9.-]+)=(http:\/\/(?:127\.0\.0\.1|localhost):\d{1,5})$/;

/** `name=http://127.0.0.1:port` pairs, comma separated: names that mean a receiver on this machine. */
const localHosts = listOf
  .pipe(z.array(z.string().regex(PAIR, { error: "must be name=http://127.0.0.1:port pairs" })))
  .transform((pairs) => Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)])));

/** What processes that tell strangers' servers, or make their secrets, read of the environment. */
export const OUTWARD = {
  WEBHOOK_SIGNING_KEY: z.string().min(32).optional(),
  /** Demo and tests only. */
  OUTBOUND_LOCAL_HOSTS: localHosts.prefault(""),
} as const;

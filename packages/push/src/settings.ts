import { openOutbound } from "@amanat/outbound";
import type { Living, PushPorts, PushSending } from "./ports.ts";

type Given = { readonly OUTBOUND_LOCAL_HOSTS: Readonly<Record<string, string>>; readonly VAPID_PUBLIC_KEY?: string | undefined };
type SendingGiven = Given & { readonly VAPID_PRIVATE_KEY?: string | undefined; readonly VAPID_SUBJECT: string };

const outboundOf = (env: Given) => openOutbound({ local: env.OUTBOUND_LOCAL_HOSTS, servers: [] });

export function pushPorts(env: Given, living: Living): PushPorts {
  return { outbound: outboundOf(env), living, publicKey: env.VAPID_PUBLIC_KEY ?? null };
}

/** The way to push services; null where this installation has no keys. */
export function pushSending(env: SendingGiven, living: Living): PushSending | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = env;
  if (publicKey === undefined || privateKey === undefined) return null;
  return { outbound: outboundOf(env), living, vapid: { publicKey, privateKey, subject } };
}

import Pusher from "pusher";
import type { Logger } from "./log.ts";

/** An app at Pusher, or at a server that speaks its protocol. */
export type PusherApp = {
  readonly appId: string;
  readonly key: string;
  readonly secret: string;
  readonly at: { readonly cluster: string } | { readonly host: string };
};

/** Carries pokes to clients that listen to Pusher instead of to us: which of their channels has something new, and nothing else. */
export interface Mirror {
  /** Told of commits of this process. */
  poke(channels: readonly string[]): void;
  /** The signature with which a socket may join the private channel of one of our channels. Who may is asked before. */
  authorize(socketId: string, channel: string): { auth: string };
}

/** Channels of one request. */
const PER_REQUEST = 100;
const PREFIX = "private-";

/** The private channel of one of ours; Pusher knows no colons. Null for what is nobody's to hear: the end of a session is ours to notice. */
export const mirrored = (channel: string): string | null =>
  channel.startsWith("session:") ? null : PREFIX + channel.replaceAll(":", "-").slice(0, 200);

export function openMirror({ appId, key, secret, at }: PusherApp, log: Logger): Mirror {
  const app = { appId, key, secret };
  const pusher = new Pusher("cluster" in at ? { ...app, cluster: at.cluster, useTLS: true } : { ...app, ...hostOf(at.host) });
  return {
    poke(channels) {
      const names = [...new Set(channels.flatMap((channel) => mirrored(channel) ?? []))];
      for (let from = 0; from < names.length; from += PER_REQUEST) {
        // A poke that is lost costs its listener until the next one.
        pusher
          .trigger(names.slice(from, from + PER_REQUEST), "poke", {})
          .catch((error: unknown) => log.debug({ reason: String(error) }, "a poke was not mirrored"));
      }
    },
    authorize: (socketId, channel) => pusher.authorizeChannel(socketId, channel),
  };
}

function hostOf(text: string): { host: string; port: string; useTLS: boolean } {
  const { hostname, port, protocol } = new URL(text);
  const useTLS = protocol === "https:";
  return { host: hostname, port: port || (useTLS ? "443" : "80"), useTLS };
}

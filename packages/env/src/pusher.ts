import { WrongSetting } from "./wrong-setting.ts";

type Given = {
  readonly PUSHER_APP_ID?: string | undefined;
  readonly PUSHER_KEY?: string | undefined;
  readonly PUSHER_SECRET?: string | undefined;
  readonly PUSHER_CLUSTER?: string | undefined;
  readonly PUSHER_HOST?: string | undefined;
};

/** Where pokes are mirrored: an app at Pusher, or at a server that speaks its protocol. */
export type PusherSettings = {
  readonly appId: string;
  readonly key: string;
  readonly secret: string;
  readonly at: { readonly cluster: string } | { readonly host: string };
};

/** Null when no app is named. Throws `WrongSetting` when a part of it is missing. */
export function pusherOf(env: Given): PusherSettings | null {
  const { PUSHER_APP_ID: appId, PUSHER_KEY: key, PUSHER_SECRET: secret, PUSHER_CLUSTER: cluster, PUSHER_HOST: host } = env;
  if ([appId, key, secret, cluster, host].every((part) => part === undefined)) return null;
  if (appId === undefined) throw new WrongSetting("PUSHER_APP_ID", "is not set");
  if (key === undefined) throw new WrongSetting("PUSHER_KEY", "is not set");
  if (secret === undefined) throw new WrongSetting("PUSHER_SECRET", "is not set");
  if (host !== undefined) return { appId, key, secret, at: { host } };
  if (cluster === undefined) throw new WrongSetting("PUSHER_CLUSTER", "is not set, and PUSHER_HOST neither");
  return { appId, key, secret, at: { cluster } };
}

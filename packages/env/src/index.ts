export { type Environment, given, OTHER_NAMES } from "./names.ts";
export { OUTWARD } from "./outward.ts";
export { pusherOf, type PusherSettings } from "./pusher.ts";
export { flag, hours, listOf, logLevel, milliseconds, port, readEnvironment, url } from "./read.ts";
export { STORED } from "./stored.ts";
export { trustedUrl } from "./trusted.ts";
export { ed25519Key, vapidPrivateKey, vapidPublicKey } from "./vapid.ts";
export { WrongSetting } from "./wrong-setting.ts";

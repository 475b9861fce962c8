export { subscribed } from "./internal/subscriptions.ts";
export { type PushText } from "./rules.ts";
export type { PushPorts, PushSending } from "./ports.ts";
export { getSetup } from "./reads/setup.ts";
export { type Push, type PushOutcome, sendPush } from "./verbs/send-push.ts";
export { pushPorts, pushSending } from "./settings.ts";
export { subscribe } from "./verbs/subscribe.ts";
export { unsubscribe } from "./verbs/unsubscribe.ts";

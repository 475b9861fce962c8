export { type Opened, openRealtime, type Realtime } from "./hub.ts";
export type { Sink } from "./listeners.ts";
export { streamFor, type StreamOptions } from "./stream.ts";
export { connected, failedWith } from "./wire.ts";

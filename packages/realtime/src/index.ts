export { openRealtime, type Realtime } from "./hub.ts";
export { streamFor, type StreamOptions } from "./stream.ts";

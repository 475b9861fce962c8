export { openRealtime, type Realtime } from "./hub.ts";
export { cursorNow, streamFor, type StreamOptions } from "./stream.ts";

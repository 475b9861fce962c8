export { DISPUTE_PORTS } from "./dispute-ports.ts";
export { FILE_READERS } from "./file-readers.ts";
export { KINDS } from "./kinds.ts";
export { type Call, CHANNELS, choresOf, CONSUMERS, DOWNLOADERS, FEEDS, type Outside, TIMERS, VERBS } from "./composed.ts";

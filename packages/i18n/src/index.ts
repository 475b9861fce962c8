export { AREAS, type Area } from "./areas.ts";
export { demandSentence } from "./demand-sentence.ts";
export * from "./format.ts";
export { isolated, isolatedLeftToRight } from "./isolate.ts";
export * from "./locales.ts";
export type { Messages } from "./messages.ts";
export { instantAt, wallTime } from "./wall-time.ts";

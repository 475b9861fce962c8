export * from "./departures.ts";
export * from "./ids.ts";
export * from "./kept.ts";
export * from "./purge-kinds.ts";
export * from "./schemas.ts";

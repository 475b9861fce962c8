export * from "./ids.ts";
export * from "./kept.ts";
export * from "./schemas.ts";

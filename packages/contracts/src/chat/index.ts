export * from "./ids.ts";
export * from "./schemas.ts";
export * from "./signals.ts";
export * from "./states.ts";

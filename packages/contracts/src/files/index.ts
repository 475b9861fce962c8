export * from "./ids.ts";
export * from "./purposes.ts";
export * from "./schemas.ts";
export * from "./states.ts";

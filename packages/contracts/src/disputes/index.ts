export * from "./ids.ts";
export * from "./schemas.ts";
export * from "./states.ts";

export * from "./ids.ts";
export * from "./schemas.ts";

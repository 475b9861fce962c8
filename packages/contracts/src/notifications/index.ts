export * from "./ids.ts";
export * from "./kinds.ts";
export * from "./schemas.ts";

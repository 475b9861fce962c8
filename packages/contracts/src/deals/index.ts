export * from "./ids.ts";
export * from "./schemas.ts";
export * from "./terms.ts";

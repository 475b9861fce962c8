export * from "./changes.ts";
export * from "./ids.ts";
export * from "./nobody.ts";
export * from "./schemas.ts";
export * from "./ties.ts";

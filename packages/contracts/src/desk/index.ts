export * from "./schemas.ts";
export * from "./terms.ts";

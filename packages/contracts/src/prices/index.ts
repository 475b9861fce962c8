export * from "./schemas.ts";
export * from "./worth.ts";

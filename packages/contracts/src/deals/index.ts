export * from "./holds.ts";
export * from "./ids.ts";
export * from "./rulings.ts";
export * from "./schemas.ts";
export * from "./terms.ts";

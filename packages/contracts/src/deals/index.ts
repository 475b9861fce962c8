export * from "./holds.ts";
export * from "./ids.ts";
export * from "./kind-words.ts";
export * from "./kinds.ts";
export * from "./schemas.ts";
export * from "./shares.ts";
export * from "./terms.ts";
export * from "./views.ts";

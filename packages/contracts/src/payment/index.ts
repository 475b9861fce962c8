export * from "./custody.ts";
export * from "./ids.ts";
export * from "./inbox.ts";
export * from "./payouts.ts";
export * from "./providers.ts";
export * from "./schemas.ts";
export * from "./screening.ts";
export * from "./ways.ts";

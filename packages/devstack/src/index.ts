export { findBrowser } from "./check/browser.ts";
export { demoFile, readDemo } from "./demo.ts";
export type { Demo } from "./demo.ts";
export { chainReader, readerOf, signingWith } from "./deal/wallet.ts";
export { freePort } from "./ports.ts";
export { StackError } from "./stack-error.ts";
export { startStack } from "./stack.ts";
export type { Stack, StackOptions } from "./stack.ts";
export * from "./chain/index.ts";

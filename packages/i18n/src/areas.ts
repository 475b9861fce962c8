/** One file per area and language under `messages/`; the file's name is the namespace of its keys. */
export const AREAS = [
  "common",
  "home",
  "auth",
  "account",
  "request",
  "offer",
  "errors",
  "wallet",
  "pay",
  "deal",
  "destination",
  "admin",
  "audit",
  "info",
  "webhooks",
  "files",
  "chat",
  "notices",
  "notifications",
] as const;
export type Area = (typeof AREAS)[number];

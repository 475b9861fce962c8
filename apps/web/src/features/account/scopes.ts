import type { Scope } from "@amanat/contracts";

/** What keys may touch, in the order people think of it, with what can be allowed there. */
export const SCOPE_GROUPS = [
  { resource: "account", scopes: ["account:read"] },
  { resource: "requests", scopes: ["requests:read", "requests:write"] },
  { resource: "offers", scopes: ["offers:read", "offers:write"] },
  { resource: "deals", scopes: ["deals:read", "deals:write"] },
  { resource: "payments", scopes: ["payments:read", "payments:write"] },
  { resource: "payouts", scopes: ["payouts:read", "payouts:write"] },
  { resource: "ledger", scopes: ["ledger:read"] },
  { resource: "events", scopes: ["events:read"] },
  { resource: "files", scopes: ["files:read", "files:write"] },
  { resource: "disputes", scopes: ["disputes:read", "disputes:write"] },
  { resource: "chat", scopes: ["chat:read", "chat:write"] },
  { resource: "webhooks", scopes: ["webhooks:read", "webhooks:write"] },
] as const satisfies readonly { resource: string; scopes: readonly Scope[] }[];

/** `read` or `write`. */
export function actionOf(scope: Scope): "read" | "write" {
  return scope.endsWith(":write") ? "write" : "read";
}

/** Addresses or networks as somebody lists them: by line, comma or space. A single address stands for itself alone. */
export function networksOf(text: string): string[] {
  return text
    .split(/[\s,،]+/u)
    .filter((part) => part !== "")
    .map((part) => (part.includes("/") ? part : `${part}/${part.includes(":") ? 128 : 32}`));
}

import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError, MATRIX } from "@amanat/contracts";

/** One request and its answer. */
export type Exchange = { req: IncomingMessage; res: ServerResponse; url: URL; correlationId: string };

/** The routes of the front door, by the rows of the authorisation matrix: a row without an answer does not compile. */
export type RouteKey = keyof (typeof MATRIX)["routes"] | keyof (typeof MATRIX)["webhooks"];

/** `anyHost`: probes and signed senders may use any host name. `serve` returns the name for metrics. */
export type Answer = { anyHost?: true; serve(exchange: Exchange): Promise<string> };
export type Routes = Readonly<Record<RouteKey, Answer>>;

const KEYS = [...Object.keys(MATRIX.routes), ...Object.keys(MATRIX.webhooks)] as RouteKey[];

type Pattern = { key: RouteKey; method: string; path: string; prefix: boolean };

/** Exact and longer patterns first, so that `/api/auth/telegram` does not go to next-auth. */
const PATTERNS: readonly Pattern[] = KEYS.map((key) => {
  const [method = "", pattern = ""] = key.split(" ");
  const prefix = pattern.endsWith("/*");
  return { key, method, prefix, path: prefix ? pattern.slice(0, -1) : pattern };
}).toSorted((a, b) => b.path.length - a.path.length);

function allows(pattern: Pattern, method: string): boolean {
  return pattern.method === "*" || pattern.method === method || (pattern.method === "GET" && method === "HEAD");
}

/** The row of a request, or null for a page. Errors: METHOD_NOT_ALLOWED. */
export function routeOf(method: string, path: string): RouteKey | null {
  const found = PATTERNS.find((pattern) => (pattern.prefix ? path.startsWith(pattern.path) : path === pattern.path));
  if (!found) return null;
  if (!allows(found, method)) throw new DomainError("METHOD_NOT_ALLOWED");
  return found.key;
}

import { type Access, door, finishes, polled, read, staff, write } from "./access.ts";
import { CONTEXTS } from "./contexts.ts";
import { joined } from "./joined.ts";
import { DOWNLOADS, type ProcedurePath, PROCEDURES } from "./procedures.ts";

const procedures = Object.fromEntries(
  Object.entries(PROCEDURES).flatMap(([namespace, rows]) =>
    Object.entries(rows).map(([name, { access }]) => [`${namespace}.${name}`, access]),
  ),
) as Record<ProcedurePath, Access>;
const downloads = Object.fromEntries(Object.entries(DOWNLOADS).map(([name, { access }]) => [name, access])) as Record<
  keyof typeof DOWNLOADS,
  Access
>;

/** The front door's own routes, beside procedures and downloads. `METHOD path`; `*` stands for the rest of a path. */
const routes = {
  "GET /health": read("public", "none: touches nothing", null, { rate: "none" }),
  "GET /healthz": read("public", "none: touches nothing", null, { rate: "none" }),
  "GET /readyz": read("public", "none: states of parts, no data", null, { rate: "none" }),
  "GET /metrics": read("public", "METRICS_BEARER_TOKEN; in the demo without one, loopback by socket address", null, { rate: "none" }),
  "* /api/trpc/*": read("public", "the procedure's own row", null, { rate: "none" }),
  "GET /api/download/*": read("public", "the download's own row", null, { rate: "none" }),
  "PUT /api/upload/*": finishes(write("own; the address is signed", "begun", "files:write")),
  "GET /api/files/*": read("user", "the link is signed, and its person's; attached: the owning context's", "files:read", {
    state: "ready",
  }),
  "GET /.well-known/amanat-dossier.json": read("public", "none: public keys", null, { rate: "none" }),
  "POST /api/realtime/authorize": polled("user", "the channel is one of those derived from the session", "events:read"),
  "POST /api/auth/telegram": door("Telegram's signature", "launch fresh, not used before"),
  "POST /api/resend/webhook": door("Resend's signature over the bytes", "not taken before", { rate: "none" }),
  "* /api/notices/unsubscribe": door("the signed token; a GET only leads to the page", "any", { rate: "none" }),
  "* /api/auth/*": door("next-auth: the way in's own check, with its CSRF token", "any"),
  "* /__dev/*": read("public", "demo mode only", null, { state: "demo", rate: "none" }),
} as const satisfies Record<string, Access>;

/** Pages that belong to no context. */
const pages = {
  "/": read("public", "none", null, { rate: "none" }),
  "/how": read("public", "none", null, { rate: "none" }),
  "/fees": read("public", "none", null, { rate: "none" }),
  "/terms": read("public", "none", null, { rate: "none" }),
  "/privacy": read("public", "none", null, { rate: "none" }),
  "/help": read("public", "none", null, { rate: "none" }),
  ...joined(CONTEXTS, "pages"),
  "/admin": read(staff, "leads to the first of the parts", null, { rate: "none" }),
  "/[...rest]": read("public", "none: not found", null, { rate: "none" }),
} as const satisfies Record<string, Access>;

/**
 * The authorisation matrix: everything that can be requested, and who may request it. Router, SDK, front door and pages are checked against
 * it, and docs/specs/authorization-matrix.md is made from it.
 */
export const MATRIX = {
  procedures,
  downloads,
  routes,
  webhooks: joined(CONTEXTS, "webhooks"),
  channels: {
    ...joined(CONTEXTS, "channels"),
    "role:<role>": read(staff, "has the role", "events:read", { rate: "none" }),
  },
  pages,
} as const satisfies Record<string, Readonly<Record<string, Access>>>;

/** Who may import whom. The one direction of the house, as data: rule and graph test both read it. */
export const ARROW: Readonly<Record<string, readonly string[]>> = {
  contracts: [],
  db: ["contracts"],
  ledger: ["contracts", "db", "sealing"],
  audit: ["contracts", "db", "sealing"],
  sealing: ["db"],
  payment: ["contracts", "db", "env", "ledger"],
  incidents: ["contracts", "db", "payment"],
  limits: ["contracts", "db"],
  settings: ["contracts", "db"],
  deals: ["contracts", "db", "ledger", "payment"],
  marketplace: ["contracts", "db", "ledger", "payment", "deals"],
  disputes: ["contracts", "db", "payment", "deals"],
  outbound: [],
  webhooks: ["contracts", "db", "outbound"],
  push: ["contracts", "db", "outbound"],
  files: ["contracts", "db"],
  chat: ["contracts", "db", "limits"],
  notifications: ["contracts", "db", "i18n", "mail"],
  desk: ["contracts", "db"],
  contexts: [
    "contracts",
    "db",
    "desk",
    "mail",
    "auth",
    "ledger",
    "audit",
    "payment",
    "incidents",
    "limits",
    "deals",
    "disputes",
    "marketplace",
    "webhooks",
    "push",
    "settings",
    "files",
    "chat",
    "notifications",
    "sealing",
    "dossier",
    "archive",
    "retention",
    "aml",
    "prices",
  ],
  // It puts files into what it makes, and keeps it as one.
  retention: ["contracts", "db", "i18n", "mail", "archive", "files"],
  // It reads published lists, and answers payment's question.
  aml: ["contracts", "db", "env", "payment"],
  // It reads feeds and a service of rates, and tells payment which tokens have lost their peg.
  prices: ["contracts", "db", "env", "payment"],
  names: [],
  archive: [],
  dossier: ["archive", "contracts", "db", "i18n"],
  env: [],
  mail: ["contracts", "db", "i18n"],
  auth: ["contracts", "db", "i18n", "mail", "names"],
  realtime: ["contracts", "db"],
  chain: ["contracts", "env", "payment"],
  api: ["contracts", "db", "auth", "payment", "limits", "contexts", "realtime", "webhooks", "push", "files"],
  sdk: ["archive", "contracts"],
  ui: ["contracts", "i18n"],
  i18n: ["contracts"],
  testing: ["contracts", "db"],
  config: [],
  // Services of providers in the demo are the tests' own, with the local chains behind them.
  devstack: [
    "contracts",
    "db",
    "env",
    "auth",
    "ledger",
    "audit",
    "payment",
    "aml",
    "prices",
    "marketplace",
    "chain",
    "sdk",
    "sealing",
    "testing",
  ],
  web: [
    "contracts",
    "db",
    "env",
    "auth",
    "ledger",
    "payment",
    "marketplace",
    "incidents",
    "limits",
    "mail",
    "contexts",
    "realtime",
    "chain",
    "api",
    "sdk",
    "ui",
    "i18n",
    "webhooks",
    "push",
    "files",
    "dossier",
    "notifications",
  ],
  // Its tests play whole deals; the worker itself composes modules and names no context above payment.
  worker: [
    "contracts",
    "db",
    "env",
    "auth",
    "mail",
    "sealing",
    "ledger",
    "payment",
    "aml",
    "prices",
    "deals",
    "marketplace",
    "contexts",
    "chain",
    "webhooks",
    "push",
    "files",
    "dossier",
    "notifications",
  ],
  scanner: ["contracts", "db", "env", "chain", "payment"],
  e2e: ["contracts", "sdk", "i18n", "devstack", "testing"],
  bench: ["contracts", "db", "ledger", "marketplace", "contexts", "realtime", "api", "sdk", "devstack"],
  lives: ["contracts", "db", "payment"],
  simulate: ["contracts", "db", "ledger", "payment", "disputes", "contexts", "lives", "worker"],
};

/** What a context that stands nowhere above may import: one that is added needs no line here. */
const CONTEXT_MAY = ["contracts", "db", "ledger", "payment", "deals"] as const;

/** Whether one member may import another. The composition names every context, those that stand nowhere above too. */
export function mayImport(member: string, wanted: string): boolean {
  const mine = Object.hasOwn(ARROW, member) ? (ARROW[member] ?? []) : CONTEXT_MAY;
  return mine.some((allowed) => allowed === wanted) || (member === "contexts" && !Object.hasOwn(ARROW, wanted));
}

/** What tests may import besides: fixtures, and a chain to run against. */
export const TEST_ONLY = ["testing", "lives", "devstack", "db", "sdk", "contexts", "archive"] as const;

export type Place = { member: string; path: string; isTest: boolean };

/** The workspace member a file belongs to and its path in there; null outside of any. */
export function placeOf(filename: string): Place | null {
  const match =
    /(?:^|\/)(?:apps|packages)\/([a-z0-9-]+)\/(.+)$/.exec(filename.replaceAll("\\", "/")) ??
    /(?:^|\/)(e2e|bench)\/(.+)$/.exec(filename.replaceAll("\\", "/"));
  const [, member, path] = match ?? [];
  if (member === undefined || path === undefined) return null;
  return { member, path, isTest: /\.(test|fixture)\.tsx?$|\/testing\/|(^|\/)test-/.test(path) || member === "e2e" || member === "testing" };
}

/** The member an import names (`@amanat/db/server` is db), or null for anything else. */
export function memberOf(specifier: string): string | null {
  return /^@amanat\/([a-z0-9-]+)(?:\/|$)/.exec(specifier)?.[1] ?? null;
}

/** Parts of the web app that are the server's own: everything else under src are pages. */
export const isWebServer = (path: string) => path === "server.ts" || path.startsWith("src/server/") || !path.startsWith("src/");

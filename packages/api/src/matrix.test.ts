import { tmpdir } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Actor,
  type ErrorCode,
  type IdKind,
  MATRIX,
  PROCEDURES,
  type Procedure,
  PROVIDER_NAMES,
  type ProviderName,
  publicId,
  type Role,
  ROLES,
  SCOPES,
  type UserActor,
} from "@amanat/contracts";
import { newId, TENANT_ID } from "@amanat/db";
import { filePorts } from "@amanat/files";
import { railsOf } from "@amanat/payment";
import { webhookPorts } from "@amanat/webhooks";
import { CHANNELS, FILE_READERS } from "@amanat/contexts";
import { openRealtime, type Realtime } from "@amanat/realtime";
import { type Cast, cast, type Person, useDatabase, sampleOf } from "@amanat/testing";
import type * as z from "zod";
import { createContext } from "./context.ts";
import { errorBody } from "./errors.ts";
import { DEFAULT_LIMITS } from "@amanat/limits";
import { appRouter, createCaller } from "./router.ts";
import type { Services } from "./services.ts";

const test = useDatabase({ jobs: true });
let people: Cast;
let realtime: Realtime;

beforeAll(async () => {
  people = await cast(test.db);
  realtime = openRealtime(test.db, CHANNELS);
});
afterAll(() => realtime.close());

type Row = Procedure<"query" | "mutation" | "subscription", z.ZodType, z.ZodType>;
const rows: [path: string, row: Row][] = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
  Object.entries(procedures).map(([name, row]): [string, Row] => [`${namespace}.${name}`, row]),
);
const mountedPaths = Object.keys(appRouter._def.procedures);

const NO_PROVIDER = Object.fromEntries(PROVIDER_NAMES.map((name) => [name, null])) as Record<ProviderName, null>;

function services(): Services {
  const payIn = {
    providers: NO_PROVIDER,
    rails: railsOf([
      {
        chain: {
          chain: "eip155:31337",
          name: "local",
          confirmations: 3,
          reorgDepth: 64,
          requireFinalized: true,
          escrowWallet: `0x${"1".repeat(40)}`,
          proxy: `0x${"2".repeat(40)}`,
          explorer: null,
        },
        addresses: { addressAt: (index: number) => ({ address: `0x${index.toString(16).padStart(40, "0")}`, path: "" }) },
        references: { next: () => ({ reference: "0x0000000000000001", hash: `0x${"3".repeat(64)}` }) },
        paymentUri: () => "",
      },
    ]),
  };
  const webhooks = webhookPorts({ JWT_SECRET: "of a test", OUTBOUND_LOCAL_HOSTS: {} });
  const stored = { UPLOAD_PATH: tmpdir(), MAX_FILE_SIZE: 1_000_000, S3_REGION: "nowhere", S3_UPLOADS: "relayed" } as const;
  const files = filePorts({ JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", ...stored }, FILE_READERS);
  const relyingParty = { id: "localhost", name: "Amanat", origins: ["http://localhost:3000"] };
  const wallet = { rules: { domain: "localhost:3000", uri: "http://localhost:3000", chainId: 31_337 }, smart: null };
  const auth = { origin: "http://localhost:3000", apiKeyKind: "test", relyingParty, wallet, telegram: null } as const;
  return {
    db: test.db,
    log: test.db.log,
    realtime,
    limits: null,
    usualLimits: DEFAULT_LIMITS,
    answers: null,
    captcha: null,
    payIn,
    webhooks,
    push: { outbound: webhooks.outbound, living: () => Promise.resolve(new Set<string>()), publicKey: null },
    files,
    auth,
  };
}

/** Calls one procedure by its path and answers with the error code, or `OK`. */
async function attempt(path: string, input: unknown, actor: Actor, staleToken = false): Promise<{ code: ErrorCode | "OK"; body: string }> {
  const context = createContext(services(), {
    actor,
    staleToken,
    correlationId: "corr-matrix",
    idempotencyKey: `key-${newId()}`,
    stepUp: null,
    keepCookie: () => undefined,
    address: "::1",
    userAgent: "",
    surface: "sdk",
  });
  const [namespace = "", name = ""] = path.split(".");
  const caller = createCaller(context) as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  try {
    const answer = await caller[namespace]?.[name]?.(input);
    return { code: "OK", body: JSON.stringify(answer) };
  } catch (error) {
    const body = errorBody(error, "corr-matrix");
    return { code: body.code, body: JSON.stringify(body) };
  }
}

const someId = (kind: IdKind) => publicId(kind, newId());

/** Of a deal that does not exist. */
const someAccount = () => ({ kind: "held", scope: newId(), asset: `eip155:31337/erc20:0x${"0".repeat(40)}` });

/** Where a specific one says more: an account of a deal that is not there, a whole request, a version that was never seen. */
const SPECIFIC: Readonly<Record<string, () => unknown>> = {
  "auth.linkTelegram": () => ({ proof: { widget: { id: 1, hash: "0" } } }),
  "auth.changePassword": () => ({ current: "wrong password", password: "eleven quiet frogs" }),
  "marketplace.createRequest": () => ({
    title: "A request",
    description: "Something that somebody would want",
    productType: "service",
    category: "other",
    asset: `eip155:31337/erc20:0x${"0".repeat(40)}`,
    budgetMin: "1",
    budgetMax: "2",
    delivery: { mode: "online", channel: "mail" },
  }),
  "ledger.balanceAt": () => ({ account: someAccount(), at: "2026-01-01T00:00:00Z" }),
  "ledger.statement": () => ({ account: someAccount(), from: "2026-01-01T00:00:00Z", to: "2027-01-01T00:00:00Z" }),
  "ledger.liabilityProof": () => ({ account: someAccount() }),
  "limits.change": () => ({ tier: "read", version: 7, to: null }),
};
/** A well-formed input naming things that do not exist: the refusal is then about who, not about what. */
const inputOf = (path: string): unknown =>
  SPECIFIC[path]?.() ?? sampleOf(rows.find(([one]) => one === path)?.[1].input ?? expect.fail(path));

const guarded = rows.filter(([, row]) => row.access.who !== "public");
const anonymous: Actor = { kind: "anonymous", tenantId: TENANT_ID };

describe("router and contract", () => {
  it("abuse 02: know the same procedures, and the matrix has a row for each", () => {
    expect(mountedPaths.toSorted()).toEqual(Object.keys(MATRIX.procedures).toSorted());
    expect(mountedPaths.toSorted()).toEqual(rows.map(([path]) => path).toSorted());
  });

  it.each(rows)("%s has the contract's kind, input, output and access", (path, row) => {
    const mounted = (appRouter._def.procedures as unknown as Record<string, { _def: Record<string, unknown> }>)[path]?._def;
    expect(mounted?.["type"]).toBe(row.kind);
    expect(mounted?.["meta"]).toBe(MATRIX.procedures[path as keyof typeof MATRIX.procedures]);
    expect(mounted?.["inputs"]).toEqual([row.input]);
    expect(mounted?.["output"]).toBeDefined();
    if (row.kind !== "subscription") expect(mounted?.["output"]).toBe(row.output);
  });

  it.each(rows)("%s has a well-formed input to be asked with", (path, row) => {
    expect(row.input.safeParse(inputOf(path)).success).toBe(true);
  });
});

describe("anonymous", () => {
  it.each(guarded)("abuse 01: nobody is refused by %s, and told when the session has merely ended", async (path) => {
    expect((await attempt(path, inputOf(path), anonymous)).code).toBe("AUTHENTICATION_REQUIRED");
    expect((await attempt(path, inputOf(path), anonymous, true)).code).toBe("INVALID_TOKEN");
    expect((await attempt(path, inputOf(path), { kind: "system", tenantId: TENANT_ID, process: "web" })).code).toBe(
      "AUTHENTICATION_REQUIRED",
    );
  });
});

describe("wrong roles", () => {
  const byRole = guarded.filter(([, row]) => Array.isArray(row.access.who));
  const cases = byRole.flatMap(([path, row]) =>
    ROLES.filter((role) => !(row.access.who as readonly Role[]).includes(role)).map((role): [string, Role] => [path, role]),
  );

  it.each(cases)("abuse 01: %s refuses a %s", async (path, role) => {
    const actor: Actor = {
      kind: "user",
      tenantId: TENANT_ID,
      userId: people.stranger.id,
      sessionId: people.stranger.sessionId,
      name: "x",
      roles: [role],
      scopes: null,
    };
    expect((await attempt(path, inputOf(path), actor)).code).toBe("FORBIDDEN");
  });
});

describe("a ban was ruled", () => {
  const restricted = (): Actor => ({ ...(people.stranger().actor as UserActor), restricted: true });

  it.each(guarded.filter(([path]) => path !== "events.stream"))("what %s says of whoever is restricted is so", async (path, row) => {
    if (path === "auth.signOut") return;
    const { code } = await attempt(path, inputOf(path), restricted());
    if (row.access.restricted) expect(code).not.toBe("ACCOUNT_RESTRICTED");
    else expect(["ACCOUNT_RESTRICTED", "FORBIDDEN"]).toContain(code);
  });
});

describe("API keys", () => {
  it.each(guarded)("abuse 04: %s is not for a key without its scope", async (path, row) => {
    const others = SCOPES.filter((scope) => scope !== row.access.scope);
    const actor: Actor = { ...(people.admin().actor as UserActor), roles: ROLES, scopes: others };
    expect((await attempt(path, inputOf(path), actor)).code).toBe("SCOPE_MISSING");
  });

  it.each(guarded.filter(([path, row]) => row.access.scope !== null && path !== "events.stream"))(
    "abuse 04: %s is for a key with its scope, as its owner",
    async (path, row) => {
      const actor: Actor = { ...people.stranger().actor, scopes: [row.access.scope] } as Actor;
      expect((await attempt(path, inputOf(path), actor)).code).not.toBe("SCOPE_MISSING");
    },
  );
});

describe("strangers", () => {
  const byId = guarded.filter(
    ([path, row]) => row.access.who === "user" && /((?<!challenge|raw)Id|scope)"/.test(JSON.stringify(inputOf(path) ?? {})),
  );

  it.each(byId)("abuse 01: %s answers NOT_FOUND for what is not theirs or is not there", async (path) => {
    expect((await attempt(path, inputOf(path), people.stranger().actor)).code).toBe("NOT_FOUND");
  });

  it.each(guarded.filter(([path]) => path !== "events.stream"))("%s never answers with an internal error", async (path) => {
    for (const person of [people.stranger, people.admin, people.guard] satisfies Person[]) {
      if (path === "auth.signOut") continue;
      const { code, body } = await attempt(path, inputOf(path), person().actor);
      expect(`${code} ${body}`).not.toMatch(/INTERNAL_SERVER_ERROR/);
    }
  });
});

describe("inputs", () => {
  const hostile: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["a number", 7],
    ["a text", "x"],
    ["a prototype", JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}')],
    ["foreign keys", { userId: someId("user"), role: "admin", dealId: "deal_x", limit: -1, cursor: "x".repeat(5_000) }],
  ];

  it.each(hostile)("abuse 13: inputs that are %s never reach a verb half-parsed, nor the prototype", async (_name, input) => {
    for (const [path] of rows) {
      if (path === "events.stream" || path === "auth.signOut") continue;
      const { code } = await attempt(path, input, people.admin().actor);
      expect([path, code]).not.toEqual([path, "INTERNAL_SERVER_ERROR"]);
    }
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
  });
});

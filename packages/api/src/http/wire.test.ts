import { createServer, type RequestListener, type Server } from "node:http";
import { DEFAULT_LIMITS } from "@amanat/limits";
import { publicId, type Actor } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callOf, createContext, type PublicContext } from "../context.ts";
import { withCorrelation } from "../errors.ts";
import { openKeptAnswers } from "../kept-answers.ts";
import { appRouter } from "../router.ts";
import type { Services } from "../services.ts";
import { budgetHeaders } from "./budget.ts";
import { callsOf } from "./guards.ts";
import { answerPlainly } from "./plain.ts";
import { readBody } from "./body.ts";

const house = useDatabase();
const ID = "corr-wire-1";
let people: Cast;
let services: Services;
let ours: Server;
let theirs: Server;

/** Who asks is told by a header here: the credential is the handler's business, and the same for both. */
function contextOf(who: string | undefined): PublicContext {
  const actor: Actor = who === "buyer" ? people.buyer().actor : people.anonymous().actor;
  const nothing = { staleToken: false, idempotencyKey: null, stepUp: null, keepCookie: () => undefined } as const;
  return createContext(services, { actor, ...nothing, correlationId: ID, address: "::1", userAgent: "", surface: "sdk" });
}

const listening = (listener: RequestListener): Promise<Server> => {
  const server = createServer(listener);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
};

beforeAll(async () => {
  people = await cast(house.db);
  // No call here asks for more.
  const some = { db: house.db, log: house.db.log, limits: null, usualLimits: DEFAULT_LIMITS, captcha: null };
  services = { ...some, answers: openKeptAnswers(house.db.bus) } as unknown as Services;
  ours = await listening((req, res) => {
    void withCorrelation(ID, async () => {
      const url = new URL(req.url ?? "/", "http://127.0.0.1");
      const calls = callsOf(req, decodeURIComponent(url.pathname.slice(1)), url.searchParams);
      const body = req.method === "POST" ? await readBody(req, 100_000) : null;
      await answerPlainly({ req, res, url, calls, body, context: contextOf(String(req.headers["x-who"])), report: () => undefined });
    });
  });
  const adapter = createHTTPHandler({
    router: appRouter,
    maxBatchSize: 10,
    createContext: ({ req }) => contextOf(String(req.headers["x-who"])),
    responseMeta: ({ ctx, errors }) => ({ headers: ctx ? budgetHeaders(callOf(ctx).budgets, errors) : {} }),
  });
  theirs = await listening((req, res) => withCorrelation(ID, () => adapter(req, res)));
});
afterAll(() => {
  services.answers?.close();
  for (const server of [ours, theirs]) server.close();
});

type Asked = {
  path: string;
  input?: unknown;
  text?: string;
  batch?: boolean;
  post?: unknown;
  who?: string;
  headers?: Record<string, string>;
};

async function answer(server: Server, { path, input, text, batch, post, who, headers }: Asked) {
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const asked = text ?? (input === undefined ? undefined : JSON.stringify(input));
  const query = new URLSearchParams({ ...(batch ? { batch: "1" } : {}), ...(asked === undefined ? {} : { input: asked }) });
  const response = await fetch(`http://127.0.0.1:${port}/${path}?${query.toString()}`, {
    headers: { ...headers, ...(who ? { "x-who": who } : {}), ...(post === undefined ? {} : { "content-type": "application/json" }) },
    ...(post === undefined ? {} : { method: "POST", body: typeof post === "string" ? post : JSON.stringify(post) }),
  });
  // What says how long an answer may be kept is the house's own.
  const own = new Set(["date", "connection", "keep-alive", "transfer-encoding", "content-length", "cache-control", "etag", "x-cache"]);
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !own.has(name))),
    bytes: await response.text(),
  };
}

const nobody = () => publicId("request", newId());
const dealId = () => publicId("deal", "01930000-0000-7000-8000-000000000000");
const CASES: readonly (readonly [string, () => Asked])[] = [
  ["a query", () => ({ path: "marketplace.listRequests", input: {} })],
  ["without any input", () => ({ path: "auth.me" })],
  ["with an empty input", () => ({ path: "auth.me", text: "" })],
  ["as somebody who is signed in", () => ({ path: "auth.me", input: {}, who: "buyer" })],
  ["of what is not there", () => ({ path: "deals.getDeal", input: { dealId: dealId() }, who: "buyer" })],
  ["by nobody of what is somebody's", () => ({ path: "deals.listDeals", input: {} })],
  ["with an input that is no JSON", () => ({ path: "marketplace.listRequests", text: "{" })],
  ["with an input that is null", () => ({ path: "marketplace.listRequests", text: "null" })],
  ["with an input of another form", () => ({ path: "marketplace.listRequests", input: { limit: 1_000, category: [] } })],
  ["with an input that a prototype would take", () => ({ path: "auth.me", text: '{"__proto__":{"a":1}}' })],
  ["with a bad cursor", () => ({ path: "marketplace.listRequests", input: { cursor: "x.y" } })],
  ["in a batch of one", () => ({ path: "auth.me", input: { 0: {} }, batch: true })],
  ["in a batch", () => ({ path: "auth.me,marketplace.listRequests", input: { 0: {}, 1: { limit: 5 } }, batch: true })],
  ["in a batch that ends in two ways", () => ({ path: "auth.me,deals.listDeals", input: { 0: {}, 1: {} }, batch: true })],
  ["in a batch that fails in one way", () => ({ path: "deals.listDeals,deals.listDeals", input: { 0: {}, 1: {} }, batch: true })],
  [
    "in a batch that fails in two ways",
    () => ({ path: "deals.listDeals,deals.getDeal", input: { 1: { dealId: 7 } }, batch: true, who: "x" }),
  ],
  ["in a batch without inputs", () => ({ path: "auth.me,auth.me", batch: true })],
  ["in a batch whose input is a list", () => ({ path: "auth.me,auth.me", text: "[{},{}]", batch: true })],
  ["in a batch whose input is a text", () => ({ path: "auth.me,auth.me", text: '"x"', batch: true })],
  ["in a batch whose input is no JSON", () => ({ path: "auth.me,auth.me", text: "{", batch: true })],
  ["in a batch whose inputs are named otherwise", () => ({ path: "auth.me,auth.me", input: { x: 1, 7: {} }, batch: true })],
  ["a mutation", () => ({ path: "auth.signOut", post: {}, who: "buyer" })],
  ["a mutation by nobody", () => ({ path: "auth.signOut", post: {} })],
  ["a mutation without a body", () => ({ path: "auth.signOut", post: "", who: "buyer" })],
  ["a mutation whose body is no JSON", () => ({ path: "marketplace.createRequest", post: "{", who: "buyer" })],
  ["a mutation that is refused", () => ({ path: "marketplace.cancelRequest", post: { requestId: nobody(), version: 0 }, who: "buyer" })],
  ["a mutation of money without a key", () => ({ path: "deals.confirmDeal", post: { dealId: dealId(), version: 0 }, who: "buyer" })],
  [
    "mutations in a batch",
    () => ({
      path: "marketplace.cancelRequest,auth.signOut",
      batch: true,
      post: { 0: { requestId: dealId(), version: 0 }, 1: {} },
      who: "buyer",
    }),
  ],
];

describe("the wire is tRPC's own, to the byte", () => {
  it.each(CASES)("%s", async (_name, asked) => {
    const one = asked();
    const expected = await answer(theirs, one);
    expect(await answer(ours, one)).toEqual(expected);
    // Again, as it may have been kept.
    expect(await answer(ours, one)).toEqual(expected);
  });
});

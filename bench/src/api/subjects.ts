import { BenchError } from "../bench-error.ts";
import { WORDS } from "../fill-market.ts";
import type { Setting } from "./setting.ts";

/** What is compared, by the names of the answer. */
export const SUBJECTS = [
  "list",
  "listCached",
  "deep",
  "filtered",
  "searched",
  "request",
  "deal",
  "me",
  "createRequest",
  "submitOffer",
  "overview",
] as const;
export type SubjectName = (typeof SUBJECTS)[number];

/** One request of a subject. */
export type Asked = { method: "GET" | "POST"; path: string; headers: Readonly<Record<string, string>>; body?: string };

export type Subject = {
  says: string;
  /** The requests, which are sent in turn; for writes, the next one. */
  asked(setting: Setting): readonly Asked[] | ((by: "ours" | "theirs") => Asked);
};

const BELOW = "/api/trpc/";
const query = (procedure: string, input: unknown): string => `${BELOW}${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
const both = (procedures: readonly string[], input: unknown): string =>
  `${BELOW}${procedures.join(",")}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.fromEntries(procedures.map((_, n) => [n, input]))))}`;

/** Asks for an answer that is made now. */
const FRESH = { "cache-control": "no-cache" };
const get = (path: string, headers: Readonly<Record<string, string>> = FRESH): Asked => ({ method: "GET", path, headers });

const FILTERS = [
  { productType: "service" },
  { category: "design" },
  { productType: "physical_product", category: "electronics" },
  { urgency: "urgent" },
  { productType: "digital_product", urgency: "low" },
  { category: "advice", productType: "consultation" },
];

function post(procedure: string, body: unknown, headers: Readonly<Record<string, string>>): Asked {
  return {
    method: "POST",
    path: `${BELOW}${procedure}`,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}

export const newRequest = (asset: string, n: number) => ({
  title: `Bench request ${n}`,
  description: "A request that is written by the benchmark, with a text as long as people write.",
  productType: "service",
  category: "design",
  asset,
  budgetMin: "100000000",
  budgetMax: "200000000",
  delivery: { mode: "online", channel: "e-mail" },
});
export const newOffer = (requestId: string, payoutAddress: string) => ({ requestId, price: "150000000", deliveryDays: 5, payoutAddress });

/** Everybody bids on a request once. */
function unbid(requestId: string | undefined): string {
  if (requestId === undefined) throw new BenchError("every request has its bid: ask for more --requests, or for fewer --seconds");
  return requestId;
}

export const SUBJECT: Readonly<Record<SubjectName, Subject>> = {
  list: { says: "public list, first page", asked: () => [get(query("marketplace.listRequests", {}))] },
  listCached: { says: "the same, kept", asked: () => [get(query("marketplace.listRequests", {}), {})] },
  deep: {
    says: "a page far down",
    asked: ({ cursors }) => cursors.map((cursor) => get(query("marketplace.listRequests", { cursor }))),
  },
  filtered: { says: "filtered", asked: () => FILTERS.map((filters) => get(query("marketplace.listRequests", filters))) },
  searched: {
    says: "searched",
    asked: () => [...WORDS.often, ...WORDS.seldom].map((search) => get(query("marketplace.listRequests", { search }))),
  },
  request: {
    says: "one request",
    asked: ({ requestIds }) => requestIds.slice(0, 100).map((requestId) => get(query("marketplace.getRequest", { requestId }))),
  },
  deal: {
    says: "one deal with its timeline, as a party",
    asked: ({ dealIds, buyer }) =>
      dealIds.map((dealId) => get(both(["deals.getDeal", "deals.dealTimeline"], { dealId }), { ...FRESH, ...buyer.headers })),
  },
  me: { says: "who am I", asked: ({ buyer }) => [get(query("auth.me", {}), { ...FRESH, ...buyer.headers })] },
  createRequest: {
    says: "post a request",
    asked: ({ asset, buyer, next }) => {
      return () => post("marketplace.createRequest", newRequest(asset, next("request")), buyer.headers);
    },
  },
  overview: {
    says: "the operator's overview, ours alone",
    asked: ({ guard }) => [get(query("desk.dashboard", {}), { ...FRESH, ...guard.headers })],
  },
  submitOffer: {
    says: "bid on a request",
    asked: ({ requestIds, sellers, payoutAddress, next }) => {
      return (by) =>
        post(
          "marketplace.submitOffer",
          newOffer(unbid(requestIds.at(by === "ours" ? next(by) : -1 - next(by))), payoutAddress),
          sellers[by].headers,
        );
    },
  },
};

import type { Person } from "./world.ts";

/**
 * Rows the pages show: a deal that waits for its payment, its request, what its people say to each other, and a server its buyer has named. And
 * a request that takes offers: strangers do not see one that became a deal.
 */
export type Subjects = { dealId: string; requestId: string; openRequestId: string; conversationId: string; webhookId: string };

/** One page: who looks at it, null for somebody who is not signed in, and its path without the language. */
export type SeenPage = { who: Person | null; path: (subjects: Subjects) => string };

const at = (who: Person | null, path: string | SeenPage["path"]): SeenPage => ({ who, path: typeof path === "string" ? () => path : path });
const deal = ({ dealId }: Subjects) => `/deals/${dealId}`;
const talk = ({ conversationId }: Subjects) => `/messages/${conversationId}`;
const webhook = ({ webhookId }: Subjects) => `/account/webhooks/${webhookId}`;
const request = ({ requestId }: Subjects) => `/requests/${requestId}`;
const openRequest = ({ openRequestId }: Subjects) => `/requests/${openRequestId}`;

/**
 * Every page, by kind: pages of one kind are made of the same parts. All are examined in the look most people have; in the
 * other looks the first of each kind stands for the rest.
 */
export const KINDS: Readonly<Record<string, readonly SeenPage[]>> = {
  home: [at(null, ""), at("buyer", "")],
  claims: [at(null, "/claim")],
  "way in": [at(null, "/sign-in"), at(null, "/sign-up"), at(null, "/reset")],
  text: [at(null, "/how"), at(null, "/fees"), at(null, "/terms"), at(null, "/privacy"), at(null, "/help")],
  nothing: [at(null, "/no-such-page")],
  request: [at("buyer", request), at(null, openRequest)],
  // Of a case itself `flows/disputes.test.ts` looks: its money has to be paid, and those who look pay nothing.
  form: [at("buyer", "/requests/new"), at("buyer", (subjects) => `${deal(subjects)}/dispute`)],
  list: [at("buyer", "/deals"), at("buyer", "/requests/mine"), at("seller", "/offers")],
  deal: [at("buyer", deal), at("seller", deal), at("admin", deal)],
  conversations: [at("buyer", talk), at("seller", "/messages")],
  notices: [at("buyer", "/notifications"), at(null, "/unsubscribe?token=none")],
  payment: [at("buyer", (subjects) => `${deal(subjects)}/pay`)],
  account: [at("buyer", "/account")],
  keys: [
    at("buyer", "/account/security"),
    at("buyer", "/account/api-keys"),
    at("admin", "/account/webhooks"),
    at("buyer", webhook),
    at("buyer", "/account/notifications"),
    at("buyer", "/account/data"),
  ],
  "operator's figures": [at("admin", "/admin")],
  "operator's table": [
    at("admin", "/admin/payouts"),
    at("admin", "/admin/payouts?status=all"),
    at("admin", "/admin/audit"),
    at("admin", "/admin/disputes"),
    at("admin", "/admin/deposits"),
    at("admin", "/admin/unmatched"),
    at("admin", "/admin/screening"),
    at("admin", "/admin/wallets"),
    at("admin", "/admin/fees"),
    at("admin", "/admin/safekeeping"),
    at("admin", "/admin/reconciliation"),
    at("admin", "/admin/failed"),
  ],
  "operator's cards": [
    at("admin", "/admin/incidents"),
    at("admin", "/admin/deliveries"),
    at("admin", "/admin/notices"),
    at("admin", "/admin/providers"),
    at("admin", "/admin/providers/deliveries"),
  ],
  "operator's books": [at("admin", "/admin/ledger")],
  "operator's search": [at("admin", "/admin/people"), at("admin", "/admin/deals"), at("admin", "/admin/requests")],
  "operator's view of a deal": [
    at("admin", (subjects) => `/admin${deal(subjects)}`),
    at("admin", (subjects) => `/admin${request(subjects)}`),
  ],
  "operator's settings": [at("admin", "/admin/limits"), at("admin", "/admin/settings"), at("admin", "/admin/retention")],
};

/** How a page is called in a test's name. */
export function nameOf({ who, path }: SeenPage): string {
  return `${who ?? "anyone"} ${path({ dealId: "…", requestId: "…", openRequestId: "…", conversationId: "…", webhookId: "…" }) || "/"}`;
}

/** A small phone, a phone, a tablet and a desktop, in pixels: the layout changes between them. */
export const WIDTHS = [320, 390, 768, 1_280];

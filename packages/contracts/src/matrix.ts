import type { Role } from "./actor.ts";
import type { Scope } from "./scopes.ts";
import type { StepUpAction } from "./step-up.ts";

/** `public`: no session needed; `user`: any signed-in person; else one of the roles. */
export type Who = "public" | "user" | readonly Role[];

/** One row of the authorisation matrix. */
export type Access = {
  who: Who;
  /** The check beyond the role, made by the verb on its own rows. */
  ownership: string;
  /** The state the subject must be in. */
  state: string;
  /**
   * Which allowance a call takes from, by person or, signed out, by network (`packages/api/src/limits/tiers.ts`).
   * `auth`: a try at proving who one is, counted when it fails. `mail`: makes us write to a mailbox. `refresh`: counted when
   * it fails, and never refused when the token is good. `polled`: what pages ask by themselves, more often than any page does.
   * `none` is exempt: probes, pages, and what costs its caller a signature.
   */
  rate: "none" | "read" | "polled" | "write" | "money" | "ai" | "auth" | "mail" | "refresh";
  audit: "none" | "write" | "money";
  /** What an API key must be allowed; null when no key may call it at all. */
  scope: Scope | null;
  /** The proof of presence the verb demands, bound to the subject, amount and destination it then finds. */
  stepUp?: StepUpAction;
};

type Rest = Partial<Omit<Access, "who" | "ownership">>;

const read = (who: Who, ownership: string, scope: Scope | null, rest: Rest = {}) =>
  ({ who, ownership, state: "any", rate: "read", audit: "none", scope, ...rest }) satisfies Access as Access;
/** What pages ask again and again by themselves. */
const polled = (who: Who, ownership: string, scope: Scope) => read(who, ownership, scope, { rate: "polled" });
const write = (ownership: string, state: string, scope: Scope | null, rest: Rest = {}) =>
  ({ who: "user", ownership, state, rate: "write", audit: "write", scope, ...rest }) satisfies Access as Access;
const money = (ownership: string, state: string, scope: Scope, rest: Rest = {}) =>
  write(ownership, state, scope, { rate: "money", audit: "money", ...rest });
/** Ways in: guesses are counted, and no key opens them. */
const door = (ownership: string, state: string, rest: Rest = {}) =>
  ({ who: "public", ownership, state, rate: "auth", audit: "write", scope: null, ...rest }) satisfies Access as Access;
const admin = (row: Access): Access => ({ ...row, who: ["admin"] });

/** Who reads the whole of the books. */
const books = ["guard", "admin"] as const;
const staff = ["guard", "resolver", "admin"] as const;
const accountOwner = "the account's party, a party or staff of the deal it belongs to, guard or admin";

/**
 * The authorisation matrix: everything that can be asked of Amanat and who may ask it. The router, the SDK, the front
 * door and the pages are checked against it, and docs/specs/authorization-matrix.md is made from it.
 */
export const MATRIX = {
  procedures: {
    "auth.register": door("none", "any", { rate: "mail" }),
    "auth.resendCode": door("none", "unverified", { rate: "mail" }),
    "auth.verifyEmail": door("knows the code", "unverified"),
    "auth.signIn": door("knows the password", "verified"),
    "auth.refresh": door("holds the refresh token", "session live, token unused", { rate: "refresh" }),
    "auth.signOut": write("own session", "live", null),
    "auth.signOutAll": write("own sessions", "live", null),
    "auth.me": polled("public", "self", "account:read"),
    "auth.changeTimeZone": write("oneself", "any", null),
    "auth.sessions": read("user", "own", null),
    "auth.revokeSession": write("own session", "live", null),
    // Opening a challenge decides nothing, and anybody may; what answers it is on record.
    "auth.walletChallenge": door("none; to link, own session", "any", { rate: "write", audit: "none" }),
    "auth.signInWithWallet": door("holds the challenge, and the wallet's key", "challenge open"),
    "auth.linkWallet": write("own session, and the wallet's key", "challenge open, wallet nobody's", null, { stepUp: "identity.link" }),
    "auth.signInWithTelegram": door("Telegram's signature", "launch fresh, not used before"),
    "auth.linkTelegram": write("own session, and Telegram's signature", "launch fresh, account nobody's", null, {
      stepUp: "identity.link",
    }),
    "auth.beginOpenIdLink": write("own session", "any", null, { stepUp: "identity.link" }),
    "auth.identities": read("user", "own", null),
    "auth.unlinkIdentity": write("own", "not the last way in", null, { stepUp: "identity.unlink" }),
    "auth.requestPasswordReset": door("none", "any", { rate: "mail" }),
    "auth.resetPassword": door("reads the address's mail", "code open"),
    "auth.changePassword": write("own; knows the password there is", "address verified", null, { rate: "auth", stepUp: "password.change" }),
    "auth.requestEmail": write("own", "any", null, { rate: "mail", stepUp: "email.change" }),
    "auth.confirmEmail": write("own; reads the new address's mail", "code open", null, { rate: "auth" }),
    "auth.passkeys": read("user", "own", null),
    "auth.passkeyRegistration": write("own", "fewer than twenty", null, { stepUp: "passkey.add" }),
    "auth.registerPasskey": write("own; the session that asked", "challenge open", null),
    "auth.renamePasskey": write("own", "any", null),
    "auth.removePasskey": write("own", "not the last way in", null, { stepUp: "passkey.remove" }),
    "auth.passkeyChallenge": door("none", "any", { rate: "write", audit: "none" }),
    "auth.signInWithPasskey": door("holds the passkey and the challenge's handle", "challenge open"),
    "auth.beginStepUp": write("own session", "live", null),
    "auth.completeStepUp": write("own session; passkey, wallet, or password and mailed code", "challenge open", null, { rate: "auth" }),
    "auth.apiKeys": read("user", "own", null),
    "auth.createApiKey": write("own", "any", null, { stepUp: "api_key.create" }),
    "auth.rotateApiKey": write("own", "live", null, { stepUp: "api_key.rotate" }),
    "auth.revokeApiKey": write("own", "live", null),
    "auth.people": read(books, "tenant", null),
    "auth.confirmAdmin": admin(
      write("neither who asked nor who gains, and no new admin", "a grant waits", null, { stepUp: "roles.confirm" }),
    ),
    "auth.stopAdmin": admin(write("tenant", "a grant waits", null)),
    "auth.changeRoles": admin(write("not oneself", "any", null, { stepUp: "roles.change" })),
    "marketplace.listRequests": read("public", "open requests only", "requests:read"),
    "marketplace.getRequest": read("public", "open, or a party of its deal", "requests:read"),
    "marketplace.myRequests": read("user", "own", "requests:read"),
    "marketplace.createRequest": write("becomes the buyer", "none", "requests:write"),
    "marketplace.cancelRequest": write("buyer", "before acceptance", "requests:write"),
    "marketplace.listOffers": read("user", "buyer sees all, a seller the own one", "offers:read"),
    "marketplace.myOffers": read("user", "own", "offers:read"),
    "marketplace.submitOffer": write("not the buyer", "request open", "offers:write"),
    "marketplace.withdrawOffer": write("seller of the offer", "submitted", "offers:write"),
    "marketplace.rejectOffer": write("buyer of the request", "submitted", "offers:write"),
    "marketplace.acceptOffer": money("buyer of the request", "submitted, valid", "offers:write"),
    "marketplace.myTurn": read("user", "own", "deals:read"),
    "marketplace.startDelivery": write("seller of the deal", "processing", "deals:write"),
    "marketplace.correctHandover": write("seller of the deal", "delivery, delivered or confirming, no hold", "deals:write"),
    "marketplace.markDelivered": write("seller of the deal", "delivery", "deals:write"),
    "marketplace.contestDelivery": money("buyer of the deal", "delivered or confirming, rounds left", "deals:write"),
    "deals.listDeals": read("user", "party", "deals:read"),
    "deals.getDeal": polled("user", "party or staff", "deals:read"),
    "deals.dealTimeline": polled("user", "party or staff", "deals:read"),
    "deals.confirmDeal": money("buyer of the deal", "delivered or confirming, no hold", "deals:write", { stepUp: "deal.release" }),
    "deals.cancelDeal": money(
      "buyer before funds are held or when the delivery is late, seller before delivery",
      "payment or processing; late: processing or delivery",
      "deals:write",
    ),
    // A seller's consent to cancel gives the money away, whether it is given first or second.
    "deals.proposeDealChange": money("party", "money held, none open of its kind", "deals:write", { stepUp: "deal.refund" }),
    "deals.answerDealChange": money("the other party", "money held, proposal open", "deals:write", { stepUp: "deal.refund" }),
    "deals.withdrawDealChange": money("who proposed it", "proposal open", "deals:write"),
    "payment.assets": read("public", "none", "payments:read"),
    "payment.openIntent": money("buyer of the deal", "deal in payment", "payments:write"),
    "payment.getIntent": polled("user", "buyer of the deal or staff", "payments:read"),
    "payment.listPayouts": polled(staff, "tenant", "payouts:read"),
    "payment.getPayout": polled(staff, "tenant", "payouts:read"),
    "payment.changeDestination": write("buyer or seller of the deal, for their own money", "an address counts", null, {
      rate: "money",
      audit: "money",
      stepUp: "destination.change",
    }),
    "payment.keepDestination": write("buyer or seller of the deal, for their own money", "any", null, { audit: "money" }),
    "payment.redraftPayout": write("whose money it is", "rejected, nothing in its place", null, {
      rate: "money",
      audit: "money",
      stepUp: "payout.redraft",
    }),
    "payment.approvePayout": admin(
      money("neither author nor party of the deal", "pending_approval", "payouts:write", { stepUp: "payout.approve" }),
    ),
    "payment.rejectPayout": admin(
      money("neither author nor party of the deal", "pending_approval", "payouts:write", { stepUp: "payout.reject" }),
    ),
    "payment.listUnmatched": polled(staff, "tenant", "payouts:read"),
    "payment.getUnmatched": polled(staff, "tenant", "payouts:read"),
    "payment.refundUnmatched": admin(money("tenant", "open", "payouts:write", { stepUp: "payout.draft" })),
    "payment.listWaiting": polled(staff, "tenant", "payouts:read"),
    "payment.refundWaiting": admin(money("tenant, no party of the deal", "something waits", "payouts:write", { stepUp: "payout.draft" })),
    "ledger.dealFunds": read("user", "party or staff", "ledger:read"),
    "ledger.dealTransfers": read(staff, "tenant", "ledger:read"),
    "ledger.custody": polled(books, "tenant", "ledger:read"),
    "ledger.accounts": read("user", "own, or a deal's to its parties and staff", "ledger:read"),
    "ledger.balanceAt": read("user", accountOwner, "ledger:read"),
    "ledger.statement": read("user", accountOwner, "ledger:read"),
    "ledger.trialBalance": read(books, "tenant", "ledger:read"),
    "ledger.liabilities": read("user", "none: totals are for everybody", "ledger:read"),
    "ledger.liabilityProof": read("user", accountOwner, "ledger:read"),
    "audit.entries": read(books, "tenant", null),
    "incidents.list": read(books, "tenant", null),
    "incidents.get": read(books, "tenant", null),
    "incidents.acknowledge": { ...write("tenant", "open", null), who: books },
    "incidents.close": admin(write("tenant", "not closed", null)),
    "incidents.retry": admin(write("tenant", "not closed, of a kind that can be tried again", null)),
    "limits.tiers": admin(read("user", "tenant", null)),
    "limits.change": admin(write("tenant", "version as seen", null, { stepUp: "limits.change" })),
    "events.stream": polled("user", "channels derived from the session", "events:read"),
  },
  /** Files that are streamed, below `/api/download/`. */
  downloads: {
    "ledger-transfers.csv": read(books, "tenant", "ledger:read"),
    "audit.csv": read(books, "tenant", null, { audit: "write" }),
  },
  /** Everything else the front door answers. `METHOD path`; `*` stands for the rest of a path. */
  routes: {
    "GET /health": read("public", "none: touches nothing", null, { rate: "none" }),
    "GET /healthz": read("public", "none: touches nothing", null, { rate: "none" }),
    "GET /readyz": read("public", "none: states of parts, no data", null, { rate: "none" }),
    "GET /metrics": read("public", "METRICS_BEARER_TOKEN; in the demo without one, loopback by socket address", null, { rate: "none" }),
    "* /api/trpc/*": read("public", "the procedure's own row", null, { rate: "none" }),
    "GET /api/download/*": read("public", "the download's own row", null, { rate: "none" }),
    "POST /api/auth/telegram": door("Telegram's signature", "launch fresh, not used before"),
    "* /api/auth/*": door("next-auth: the way in's own check, with its CSRF token", "any"),
    "* /__dev/*": read("public", "demo mode only", null, { state: "demo", rate: "none" }),
  },
  /** Signed by their senders; stored once, then processed. None of them moves money. */
  webhooks: {
    "POST /api/amn-scanner/webhook": read("public", "HMAC over the raw body", null, {
      state: "delivery not seen before",
      rate: "none",
      audit: "write",
    }),
  },
  /** What a stream may carry. The server derives the names; nobody can ask for one. */
  channels: {
    market: read("user", "everybody signed in", "events:read", { rate: "none" }),
    "user:<id>": read("user", "oneself", "events:read", { rate: "none" }),
    "session:<id>": read("user", "the session itself: its end", null, { rate: "none" }),
    "deal:<id>": read("user", "party, or staff of the tenant", "events:read", { rate: "none" }),
    "role:<role>": read(staff, "has the role", "events:read", { rate: "none" }),
  },
  /** Pages, without the language they begin with. What they show comes from the procedures above. */
  pages: {
    "/": read("public", "none", null, { rate: "none" }),
    "/how": read("public", "none", null, { rate: "none" }),
    "/fees": read("public", "none", null, { rate: "none" }),
    "/terms": read("public", "none", null, { rate: "none" }),
    "/privacy": read("public", "none", null, { rate: "none" }),
    "/help": read("public", "none", null, { rate: "none" }),
    "/requests/[id]": read("public", "as marketplace.getRequest", null, { rate: "none" }),
    "/requests/mine": read("user", "own", null, { rate: "none" }),
    "/requests/new": read("user", "none", null, { rate: "none" }),
    "/offers": read("user", "own", null, { rate: "none" }),
    "/deals": read("user", "own", null, { rate: "none" }),
    "/deals/[id]": read("user", "party or staff", null, { rate: "none" }),
    "/deals/[id]/pay": read("user", "buyer of the deal", null, { rate: "none" }),
    "/sign-in": read("public", "none", null, { rate: "none" }),
    "/sign-up": read("public", "none", null, { rate: "none" }),
    "/verify": read("public", "none", null, { rate: "none" }),
    "/reset": read("public", "none", null, { rate: "none" }),
    "/account": read("user", "self", null, { rate: "none" }),
    "/account/security": read("user", "own", null, { rate: "none" }),
    "/account/api-keys": read("user", "own", null, { rate: "none" }),
    "/admin": read(staff, "leads to the first of the parts", null, { rate: "none" }),
    "/admin/audit": read(books, "tenant", null, { rate: "none" }),
    "/admin/incidents": read(books, "tenant", null, { rate: "none" }),
    "/admin/limits": admin(read("user", "tenant", null, { rate: "none" })),
    "/admin/people": read(books, "tenant", null, { rate: "none" }),
    "/admin/deals/[id]": read(staff, "tenant", null, { rate: "none" }),
    "/admin/payouts": read(staff, "tenant", null, { rate: "none" }),
    "/admin/payouts/[id]": read(staff, "tenant", null, { rate: "none" }),
    "/admin/unmatched": read(staff, "tenant", null, { rate: "none" }),
    "/admin/unmatched/[id]": read(staff, "tenant", null, { rate: "none" }),
    "/[...rest]": read("public", "none: not found", null, { rate: "none" }),
  },
} as const satisfies Record<string, Readonly<Record<string, Access>>>;

export type ProcedurePath = keyof (typeof MATRIX)["procedures"];

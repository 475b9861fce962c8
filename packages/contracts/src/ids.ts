import * as z from "zod";
import { kind } from "./values/kinds.ts";

/** What an id names, and the prefix it carries outside the database. */
export const ID_PREFIX = {
  tenant: "ten",
  user: "usr",
  session: "ses",
  request: "req",
  offer: "off",
  deal: "deal",
  proposal: "prop",
  intent: "pay",
  payout: "out",
  sweep: "swp",
  wallet: "wal",
  unmatched: "umd",
  journal: "jrn",
  audit: "aud",
  incident: "inc",
  apiKey: "key",
} as const;

export type IdKind = keyof typeof ID_PREFIX;

const ID_BODY = /^[0-9a-f]{32}$/;

/** A UUID (any version) written as the public, prefixed id: `deal_0192…` (32 hex digits). */
export function publicId(kind: IdKind, uuid: string): string {
  return `${ID_PREFIX[kind]}_${uuid.replaceAll("-", "").toLowerCase()}`;
}

/** The UUID behind a public id, or null when the text is not an id of that kind. */
export function uuidOf(kind: IdKind, id: string): string | null {
  const prefix = `${ID_PREFIX[kind]}_`;
  const body = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  if (!ID_BODY.test(body)) return null;
  return `${body.slice(0, 8)}-${body.slice(8, 12)}-${body.slice(12, 16)}-${body.slice(16, 20)}-${body.slice(20)}`;
}

/** Schema of a public id of one kind. */
export function idSchema(of: IdKind) {
  return kind("id", z.string().regex(new RegExp(`^${ID_PREFIX[of]}_[0-9a-f]{32}$`)));
}

export const userId = idSchema("user");
export const sessionId = idSchema("session");
export const apiKeyId = idSchema("apiKey");
export const requestId = idSchema("request");
export const offerId = idSchema("offer");
export const dealId = idSchema("deal");
export const proposalId = idSchema("proposal");
export const intentId = idSchema("intent");
export const payoutId = idSchema("payout");
export const walletId = idSchema("wallet");
export const unmatchedId = idSchema("unmatched");
export const auditId = idSchema("audit");

import type { MeView } from "@amanat/contracts";
import type { Messages } from "@amanat/i18n/messages";

/** Whether somebody has pages of the operator's. */
export function isStaff(me: MeView | null): boolean {
  return me?.roles.some((role) => role !== "buyer" && role !== "seller") ?? false;
}

/**
 * The messages whose pages this person can reach: every document carries them, and most people never see the account of
 * somebody signed in, let alone the operator's pages. Signing in and out loads the page anew. Somebody who is not signed in
 * fills in a request, or signs in or up; what they only read is drawn on the server.
 */
export function messagesFor(me: MeView | null, all: Messages): Partial<Messages> {
  if (me === null) {
    const { common, auth, wallet, request, errors } = all;
    return { common, auth, wallet, request, errors };
  }
  // Texts of the pages about Amanat, of notices, receipts and records are drawn on the server alone; the pages of webhooks, of
  // conversations, of cases, of claims, of notices, of the desk and of what is held of people carry their own.
  const {
    account,
    admin,
    audit,
    desk: _desk,
    dossier: _dossier,
    info: _info,
    webhooks: _webhooks,
    chat: _chat,
    cases: _cases,
    claim: _claim,
    receipt: _receipt,
    mediation: _mediation,
    notices: _notices,
    notifications: _own,
    data: _data,
    ...shared
  } = all;
  return { ...shared, account, ...(isStaff(me) ? { admin, audit } : {}) };
}

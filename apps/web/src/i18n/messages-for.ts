import type { MeView } from "@amanat/contracts";
import type { Messages } from "@amanat/i18n/messages";

/** Whether somebody has pages of the operator's. */
export function isStaff(me: MeView | null): boolean {
  return me?.roles.some((role) => role !== "buyer" && role !== "seller") ?? false;
}

/**
 * The messages whose pages this person can reach: every document carries them, and most people never see the account of
 * somebody signed in, let alone the operator's pages. Signing in and out loads the page anew.
 */
export function messagesFor(me: MeView, all: Messages): Partial<Messages> {
  // What the pages about Amanat say is drawn on the server alone.
  const { account, admin, audit, info: _info, ...shared } = all;
  return { ...shared, account, ...(isStaff(me) ? { admin, audit } : {}) };
}

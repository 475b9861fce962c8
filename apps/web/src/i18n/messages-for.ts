import type { MeView } from "@amanat/contracts";
import type { Messages } from "@amanat/i18n/messages";

/**
 * The messages whose pages this person can reach: every document carries them, and most people never see the account of
 * somebody signed in, let alone the operator's pages. Signing in and out loads the page anew.
 */
export function messagesFor(me: MeView | null, all: Messages): Partial<Messages> {
  // What the pages about Amanat say is drawn on the server alone.
  const { account, admin, audit, info: _info, ...shared } = all;
  if (me === null) return shared;
  const staff = me.roles.some((role) => role !== "buyer" && role !== "seller");
  return { ...shared, account, ...(staff ? { admin, audit } : {}) };
}

import { reader } from "@amanat/db";
import { FRESH_SESSION_MS } from "../rules.ts";
import type { PresenceMethod } from "./method.ts";

/** What makes a first stronger way possible, and nothing else. */
const FIRST_STEPS: readonly string[] = ["passkey.add", "identity.link", "email.change"];

/**
 * For people who came by Telegram or Google and have nothing else yet: having just signed in is their proof, and it
 * serves to add a first passkey, wallet or address. With that they can do the rest.
 */
export const sessionPresence: PresenceMethod<"session"> = {
  async offer(ctx, { person, demand, sessionStartedAt, at }) {
    if (!FIRST_STEPS.includes(demand.action) || at.getTime() - sessionStartedAt.getTime() > FRESH_SESSION_MS) return null;
    const hasPassword = person.passwordHash !== null && person.emailVerifiedAt !== null;
    const keys = await reader(ctx).passkey.count({ where: { userId: person.id, flaggedAt: null } });
    const wallets = await reader(ctx).identity.count({ where: { userId: person.id, provider: "wallet" } });
    return hasPassword || keys + wallets > 0 ? null : { shown: true, kept: {} };
  },
  fits: async () => true,
};

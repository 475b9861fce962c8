import { type Ctx, now } from "@amanat/db";
import * as z from "zod";
import type { Person } from "../internal/people.ts";
import { FRESH_SESSION_MS } from "../rules.ts";
import type { PresenceMethod } from "./method.ts";
import { hasStrongerWay } from "./stronger.ts";

/** What makes a first stronger way possible, and nothing else. */
const FIRST_STEPS: readonly string[] = ["passkey.add", "identity.link", "email.change"];

const keptSchema = z.object({ action: z.string(), sessionStartedAt: z.string() });

async function allowed(ctx: Ctx, person: Person, asked: { action: string; sessionStartedAt: Date; at: Date }): Promise<boolean> {
  if (!FIRST_STEPS.includes(asked.action) || asked.at.getTime() - asked.sessionStartedAt.getTime() > FRESH_SESSION_MS) return false;
  const hasPassword = person.passwordHash !== null && person.emailVerifiedAt !== null;
  return !hasPassword && !(await hasStrongerWay(ctx, person.id));
}

/**
 * For people who came by Telegram or Google and have nothing else yet: having just signed in is their proof, and it
 * serves to add a first passkey, wallet or address. With that they can do the rest.
 */
export const sessionPresence: PresenceMethod<"session"> = {
  async offer(ctx, { person, demand, sessionStartedAt, at }) {
    if (!(await allowed(ctx, person, { action: demand.action, sessionStartedAt, at }))) return null;
    return { shown: true, kept: { action: demand.action, sessionStartedAt: sessionStartedAt.toISOString() } };
  },
  // Asked again: since the question was put, a stronger way may have been added, or the session grown old.
  async fits(ctx, person, kept) {
    const { action, sessionStartedAt } = keptSchema.parse(kept);
    return allowed(ctx, person, { action, sessionStartedAt: new Date(sessionStartedAt), at: await now(ctx) });
  },
};

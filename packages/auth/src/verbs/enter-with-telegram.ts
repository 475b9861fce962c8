import { randomBytes } from "node:crypto";
import type { signInWithTelegramInput } from "@amanat/contracts";
import { bytes, type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import type { Person } from "../internal/people.ts";
import { type BrowserSession, createBrowserSession, type Origin } from "../internal/sessions.ts";
import { genuineLaunch, personOfLaunch, rememberLaunch, requireUnusedLaunch } from "../internal/telegram-launches.ts";
import type { TelegramPort } from "../ports.ts";

/**
 * Signs a browser in by the login widget's data, once. Errors: PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED, BUSY.
 */
export async function enterWithTelegram(
  ctx: Ctx,
  input: z.output<typeof signInWithTelegramInput>,
  from: Omit<Origin, "surface">,
  telegram: TelegramPort | null,
): Promise<BrowserSession & { person: Person }> {
  return inTransaction(ctx, async (tx) => {
    const launch = await genuineLaunch(tx, input.proof, telegram);
    await requireUnusedLaunch(tx, launch);
    const person = await personOfLaunch(tx, launch, input.locale);
    const session = { ...from, surface: "web" as const, person, amr: ["telegram"] };
    const opened = await createBrowserSession(tx, session);
    await rememberLaunch(tx, launch, opened.sessionId, bytes(randomBytes(32)));
    return { ...opened, person };
  });
}

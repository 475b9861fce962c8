import { randomBytes } from "node:crypto";
import { DomainError, type signInResult, type signInWithTelegramInput, type Surface } from "@amanat/contracts";
import { bytes, type Ctx, inTransaction, now, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { meOf, personById } from "../internal/people.ts";
import { createProgramSession, type Origin, pairToldAgain } from "../internal/sessions.ts";
import { genuineLaunch, marked, personOfLaunch, rememberLaunch } from "../internal/telegram-launches.ts";
import { sameBytes, successorsOf } from "../internal/token.ts";
import type { TelegramPort } from "../ports.ts";
import { LAUNCH_REUSE_MS } from "../rules.ts";
import type { Launch } from "../telegram/launch.ts";

/**
 * Signs a program (such as a Mini App) in by data that Telegram signed. The first visit makes an account without an address.
 *
 * - Replay: signed data opens one session. The same device, retrying within two minutes, gets the same tokens, so that a lost answer locks
 *   nobody out and nothing is made twice. Anything later, or from another device, is refused.
 * - Two at once: one makes the session, the others wait and get the same tokens.
 *
 * Errors: PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED (no bot configured), BUSY.
 */
export async function signInWithTelegram(
  ctx: Ctx,
  input: z.output<typeof signInWithTelegramInput>,
  from: Origin,
  telegram: TelegramPort | null,
): Promise<z.input<typeof signInResult>> {
  // `initData` exists only in a Mini App; its page calls the API like any page, and keeps tokens like a program.
  const surface: Surface = "initData" in input.proof ? "mini_app" : "sdk";
  const device = "device" in input.proof ? (input.proof.device ?? null) : null;
  return inTransaction(ctx, async (tx) => {
    const launch = await genuineLaunch(tx, input.proof, telegram);
    const again = await retried(tx, launch, device);
    if (again) return again;
    const person = await personOfLaunch(tx, launch, input.locale);
    const salt = randomBytes(32);
    // Derived from the device's own secret, so that only the device can get them again.
    const pair = device === null ? null : successorsOf(device, salt);
    const session = { ...from, surface, person, amr: ["telegram"] };
    const { sessionId, tokens } = await createProgramSession(tx, session, pair);
    await rememberLaunch(tx, launch, sessionId, device === null ? bytes(salt) : marked(salt, device));
    return { ...tokens, user: meOf(person) };
  });
}

/**
 * The answer to a retry, or null when the launch is new. Errors: LAUNCH_REPLAYED.
 */
async function retried(tx: TxCtx, launch: Launch, device: string | null): Promise<z.input<typeof signInResult> | null> {
  const row = await tx.tx.telegramLaunch.findUnique({ where: { hash: launch.fingerprint } });
  if (!row) return null;
  const salt = bytes(row.deviceHash).subarray(0, 32);
  const late = (await now(tx)).getTime() - row.at.getTime() > LAUNCH_REUSE_MS;
  if (late || device === null || !sameBytes(bytes(row.deviceHash), marked(salt, device))) throw new DomainError("LAUNCH_REPLAYED");
  const told = await pairToldAgain(tx, row.sessionId, successorsOf(device, salt));
  const person = told && (await personById(tx, told.userId));
  if (!told || !person) throw new DomainError("LAUNCH_REPLAYED");
  return { ...told.tokens, user: meOf(person) };
}

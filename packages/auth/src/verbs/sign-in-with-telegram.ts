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
 * Lets a Mini App or another program in by what Telegram signed; the first visit makes an account, without an address.
 *
 * - Replay: what was signed opens one session. A retry of the same device within two minutes is told the same tokens, so
 *   that an answer lost on the way locks nobody out and nothing is minted twice; anything later or from elsewhere is refused.
 * - Two at once: one makes the session, the others wait and are told the same.
 *
 * Errors: PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED (no bot configured), BUSY.
 */
export async function signInWithTelegram(
  ctx: Ctx,
  input: z.output<typeof signInWithTelegramInput>,
  from: Origin,
  telegram: TelegramPort | null,
): Promise<z.input<typeof signInResult>> {
  // `initData` exists in a Mini App only; its page calls the API as any page does, and keeps tokens as a program does.
  const surface: Surface = "initData" in input.proof ? "mini_app" : "sdk";
  const device = "device" in input.proof ? (input.proof.device ?? null) : null;
  return inTransaction(ctx, async (tx) => {
    const launch = await genuineLaunch(tx, input.proof, telegram);
    const again = await retried(tx, launch, device);
    if (again) return again;
    const person = await personOfLaunch(tx, launch, input.locale);
    const salt = randomBytes(32);
    // Made from the device's own secret, so that the device can be told them again and nobody else can.
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

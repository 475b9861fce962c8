import { randomBytes } from "node:crypto";
import { type acknowledged, DomainError, type linkTelegramInput } from "@amanat/contracts";
import { bytes, type Ctx, inTransaction, requireStepUp, requireUser } from "@amanat/db";
import type * as z from "zod";
import { linkWay } from "../internal/identities.ts";
import { personById } from "../internal/people.ts";
import { genuineLaunch, rememberLaunch, requireUnusedLaunch, wayOfLaunch } from "../internal/telegram-launches.ts";
import type { TelegramPort } from "../ports.ts";
import { LAUNCH_LINK_SECONDS } from "../rules.ts";

/**
 * Links a Telegram account to the signed-in person.
 *
 * - Step-up: over `telegram:<id>`. The signed data must be minutes old and unused.
 * - Two at once: of two people linking one account, the second is refused.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, PROOF_INVALID, LAUNCH_REPLAYED, IDENTITY_TAKEN, NOT_SUPPORTED, BUSY.
 */
export async function linkTelegram(
  ctx: Ctx,
  input: z.output<typeof linkTelegramInput>,
  telegram: TelegramPort | null,
): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    const launch = await genuineLaunch(tx, input.proof, telegram && { ...telegram, maxAgeSeconds: LAUNCH_LINK_SECONDS });
    await requireUnusedLaunch(tx, launch);
    const way = wayOfLaunch(launch);
    await requireStepUp(tx, {
      action: "identity.link",
      subject: `telegram:${way.subject}`,
      amount: null,
      asset: null,
      destination: null,
    });
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    await linkWay(tx, way, person);
    await rememberLaunch(tx, launch, user.sessionId, bytes(randomBytes(32)));
  });
  return { ok: true };
}

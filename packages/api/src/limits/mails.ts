import { type ErrorCode, isDomainError } from "@amanat/contracts";
import { networkOf } from "../http/address.ts";
import type { GuessPorts } from "./guesses.ts";

/** A call that sends a mail. */
export type MailRequest = {
  mailbox: string | null;
  address: string;
  captcha: string | null;
  /** The signed-in caller, who is counted instead of their network. */
  person: string | null;
};

/** Mails a network may cause before a captcha is required. */
const FREE_MAILS = 3;

/** Refusals before anything was done. Other failures may have cost a hash, and could be caused on purpose. */
const NOTHING_DONE: ReadonlySet<ErrorCode> = new Set(["STEP_UP_REQUIRED", "VALIDATION_ERROR", "BUSY"]);

/**
 * Counts a mail against who asks and against who receives it, known or not. Nothing is given back when the
 * call succeeds: the mail was sent. Errors: RATE_LIMITED, CAPTCHA_REQUIRED, UPSTREAM_ERROR, and the run's own.
 */
export async function mailing<T>(
  { limits, captcha, tell }: Pick<GuessPorts, "limits" | "captcha" | "tell">,
  request: MailRequest,
  run: () => Promise<T>,
): Promise<T> {
  const asker = request.person ?? networkOf(request.address);
  const asked = await limits.take("mail", asker);
  tell?.(asked);
  if (captcha && request.person === null && asked.limit - asked.remaining > FREE_MAILS)
    await captcha.check(request.captcha, request.address);
  if (request.mailbox !== null) await limits.take("mailbox", request.mailbox);
  try {
    return await run();
  } catch (error) {
    if (!isDomainError(error) || !NOTHING_DONE.has(error.code)) throw error;
    await limits.giveBack("mail", asker);
    if (request.mailbox !== null) await limits.giveBack("mailbox", request.mailbox);
    throw error;
  }
}

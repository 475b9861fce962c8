import { DomainError } from "@amanat/contracts";
import * as z from "zod";
import type { Limits } from "@amanat/limits";

/** Verifies a captcha token. */
export interface Captcha {
  /** Errors: CAPTCHA_REQUIRED (missing, wrong or used token), UPSTREAM_ERROR (it can not be verified). */
  check(token: string | null, address: string): Promise<void>;
}

export type TurnstileOptions = {
  secret: string;
  /** `https://challenges.cloudflare.com`, or the local fake. */
  origin: string;
  /** The only host whose pages may have been given the token. */
  hostname: string;
  timeoutMs?: number;
};

/** The widget's action; a token of another widget on the same site is not valid for signing in. */
export const CAPTCHA_ACTION = "sign-in";

const LONGEST_TOKEN = 2_048;
const TOKEN_SECONDS = 300;

const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  "error-codes": z.array(z.string()).optional(),
});

/** Cloudflare Turnstile. It fails closed: an unverified token is refused. */
export function turnstile(options: TurnstileOptions, limits: Limits): Captcha {
  return {
    async check(token, address) {
      if (token === null || token === "") throw refused("required");
      if (token.length > LONGEST_TOKEN) throw refused("invalid");
      // Turnstile accepts a token once as well, but two of our processes asking at the same moment must not both accept it.
      if (!(await limits.firstUse(`turnstile:${token}`, TOKEN_SECONDS))) throw refused("used");
      const said = await ask(options, token, address);
      if (!said.success || said.hostname !== options.hostname || said.action !== CAPTCHA_ACTION) throw refused("invalid");
    },
  };
}

function refused(code: "required" | "invalid" | "used"): DomainError {
  return new DomainError("CAPTCHA_REQUIRED", undefined, { issues: [{ path: "captcha", code }] });
}

async function ask(options: TurnstileOptions, token: string, address: string): Promise<z.output<typeof verdict>> {
  const body = new URLSearchParams({ secret: options.secret, response: token, ...(address === "" ? {} : { remoteip: address }) });
  try {
    const answer = await fetch(new URL("/turnstile/v0/siteverify", options.origin), {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    });
    return verdict.parse(await answer.json());
  } catch (cause) {
    throw new DomainError("UPSTREAM_ERROR", undefined, { cause });
  }
}

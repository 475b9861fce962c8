import { DomainError } from "@amanat/contracts";
import * as z from "zod";
import type { Limits } from "@amanat/limits";

/** Asks whether a person, not a program, stands behind a token the page was given. */
export interface Captcha {
  /** Errors: CAPTCHA_REQUIRED for a missing, wrong or used token; UPSTREAM_ERROR when nobody can tell. */
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

/** The page's widget names itself; a token of another widget of the same site is not for signing in. */
export const CAPTCHA_ACTION = "sign-in";

const LONGEST_TOKEN = 2_048;
const TOKEN_SECONDS = 300;

const verdict = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  "error-codes": z.array(z.string()).optional(),
});

/** Cloudflare Turnstile. It fails closed: who cannot be checked is asked again. */
export function turnstile(options: TurnstileOptions, limits: Limits): Captcha {
  return {
    async check(token, address) {
      if (token === null || token === "") throw refused("required");
      if (token.length > LONGEST_TOKEN) throw refused("invalid");
      // Turnstile takes a token once as well; two of our processes asking at the same moment must not both be told yes.
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

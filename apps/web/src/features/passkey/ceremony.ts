import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { late } from "../../client/reach.ts";

/** Options and answers as the contracts carry them: JSON whose inside only the two ends read. */
type Options = { challenge: string };
type Answer = { id: string; rawId: string; type: "public-key"; [more: string]: unknown };

/** Why a passkey was not made or used, each with a sentence of its own. */
export const PASSKEY_PROBLEMS = ["cancelled", "known", "unsupported", "unknown"] as const;
export type PasskeyProblem = (typeof PASSKEY_PROBLEMS)[number];

/** Reads what the browser threw. It does not tell a person who said no from one who was too slow, on purpose. */
export function passkeyProblem(error: unknown): PasskeyProblem {
  for (let link = error; link instanceof Error; link = link.cause) {
    if (link.name === "NotAllowedError" || link.name === "AbortError") return "cancelled";
    if (link.name === "InvalidStateError") return "known";
    if (link.name === "NotSupportedError" || link.name === "SecurityError") return "unsupported";
  }
  return browserKnowsPasskeys() ? "unknown" : "unsupported";
}

/** Whether this browser can have passkeys at all; false while rendering on the server. */
export function browserKnowsPasskeys(): boolean {
  return typeof window !== "undefined" && typeof window.PublicKeyCredential === "function";
}

/** Asks the device for one of its passkeys. Rejects with what `passkeyProblem` reads. */
export async function touchPasskey(options: Options): Promise<Answer> {
  const { startAuthentication } = await late(() => import("@simplewebauthn/browser"));
  const answer = await startAuthentication({ optionsJSON: options as PublicKeyCredentialRequestOptionsJSON });
  return { ...answer };
}

/** Has the device make a passkey. Rejects with what `passkeyProblem` reads. */
export async function makePasskey(options: Options): Promise<Answer> {
  const { startRegistration } = await late(() => import("@simplewebauthn/browser"));
  const answer = await startRegistration({ optionsJSON: options as PublicKeyCredentialCreationOptionsJSON });
  return { ...answer };
}

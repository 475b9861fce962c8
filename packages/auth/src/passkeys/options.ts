import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/server";
import type { RelyingParty } from "./relying-party.ts";
import { KEY_ALGORITHMS, userHandle } from "./verify.ts";

/** How long a device's dialog may stay open, in milliseconds; the challenge lives as long. */
export const CEREMONY_MS = 5 * 60_000;

/** A passkey the person has already. */
export type Held = { credentialId: string; transports: readonly string[] };

const described = (held: readonly Held[]) =>
  held.map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] }));

/** `challenge` is 32 random bytes, base64url. It goes out as it is, not encoded a second time. */
const challengeBytes = (challenge: string) => new Uint8Array(Buffer.from(challenge, "base64url"));

/**
 * What the browser hands to the authenticator to make a passkey: findable without a name, the person
 * recognised by the device, no certificate asked for, and not one more on a device that has one.
 */
export function registrationOptions(
  rp: RelyingParty,
  asked: { challenge: string; person: { id: string; name: string; label: string }; held: readonly Held[] },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpID: rp.id,
    rpName: rp.name,
    userID: userHandle(asked.person.id),
    userName: asked.person.label,
    userDisplayName: asked.person.name,
    challenge: challengeBytes(asked.challenge),
    timeout: CEREMONY_MS,
    attestationType: "none",
    excludeCredentials: described(asked.held),
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    supportedAlgorithmIDs: KEY_ALGORITHMS,
  });
}

/** What the browser hands to the authenticator to use a passkey: one of `held`, or whichever the person picks. */
export function assertionOptions(
  rp: RelyingParty,
  asked: { challenge: string; held: readonly Held[] | null },
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: rp.id,
    challenge: challengeBytes(asked.challenge),
    timeout: CEREMONY_MS,
    userVerification: "required",
    ...(asked.held ? { allowCredentials: described(asked.held) } : {}),
  });
}

import {
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from "@simplewebauthn/server/helpers";
import * as z from "zod";
import type { RelyingParty } from "./relying-party.ts";

/**
 * Ed25519, ES256 and RS256. Pinned: what the library offers by default depends on the runtime, and a
 * key made under a newer one could not be checked by the one before it.
 */
export const KEY_ALGORITHMS = [-8, -7, -257];

/** Why a passkey was not believed. For the log: whoever asked learns only that it was refused. */
export type Refusal = "malformed" | "cross_origin" | "attestation" | "not_verified" | "user_handle" | "counter";

/** A ceremony that proves nothing. `reason` says to the log which check it failed. */
export class PasskeyRefused extends Error {
  override readonly name = "PasskeyRefused";
  readonly reason: Refusal;

  constructor(reason: Refusal, cause?: unknown) {
    super(`passkey refused: ${reason}`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

/** What an authenticator made, checked. */
export type NewPasskey = {
  credentialId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  counter: number;
  transports: string[];
  deviceType: "singleDevice" | "multiDevice";
  backedUp: boolean;
  aaguid: string;
};

/** What is known of the passkey that is said to have answered. */
export type KnownPasskey = { credentialId: string; publicKey: Uint8Array; counter: number; userId: string };

/** What an answer proved: its owner was there, and the authenticator's counter stands at `counter`. */
export type Proved = { counter: number; backedUp: boolean };

/** The user handle an authenticator keeps beside a key: the sixteen bytes of the person's uuid, which say nothing about them. */
export function userHandle(userId: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(userId.replaceAll("-", ""), "hex"));
}

const framing = z.object({ crossOrigin: z.boolean().optional(), topOrigin: z.unknown().optional() });

function decodedClientData(clientDataJSON: string): z.infer<typeof framing> {
  try {
    return framing.parse(decodeClientDataJSON(clientDataJSON));
  } catch (error) {
    throw new PasskeyRefused("malformed", error);
  }
}

/**
 * A page inside somebody else's frame is not ours to trust. The library lets `crossOrigin` pass when the
 * browser names no top origin, and does not look at it at all when a key is made.
 */
function refuseFrames(clientDataJSON: string): void {
  const client = decodedClientData(clientDataJSON);
  if (client.crossOrigin === true || client.topOrigin !== undefined) throw new PasskeyRefused("cross_origin");
}

/**
 * No certificate was asked for. One that comes nevertheless would be followed to wherever it says its
 * revocation list is, so only keys that vouch for themselves, or not at all, are looked at.
 */
function refuseCertificates(attestationObject: string): void {
  let format: string;
  let certificates: boolean;
  try {
    const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
    format = decoded.get("fmt");
    certificates = decoded.get("attStmt").get("x5c") !== undefined;
  } catch (error) {
    throw new PasskeyRefused("malformed", error);
  }
  if ((format !== "none" && format !== "packed") || certificates) throw new PasskeyRefused("attestation");
}

/**
 * Checks a key just made: our challenge, our page, not in a frame, the person verified by the device,
 * an algorithm we offered. Throws PasskeyRefused.
 */
export async function verifyRegistration(
  rp: RelyingParty,
  response: RegistrationResponseJSON,
  expected: { challenge: string },
): Promise<NewPasskey> {
  refuseFrames(response.response.clientDataJSON);
  refuseCertificates(response.response.attestationObject);
  const result = await verifyRegistrationResponse({
    response,
    expectedChallenge: expected.challenge,
    expectedOrigin: [...rp.origins],
    expectedRPID: rp.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: KEY_ALGORITHMS,
  }).catch((error: unknown) => {
    throw new PasskeyRefused("not_verified", error);
  });
  if (!result.verified) throw new PasskeyRefused("not_verified");
  const { credential, credentialDeviceType, credentialBackedUp, aaguid } = result.registrationInfo;
  // The id the browser reported beside the key must be the one the key was made under.
  if (credential.id !== response.id) throw new PasskeyRefused("malformed");
  return {
    credentialId: credential.id,
    publicKey: new Uint8Array(credential.publicKey),
    counter: credential.counter,
    transports: credential.transports ?? [],
    deviceType: credentialDeviceType,
    backedUp: credentialBackedUp,
    aaguid,
  };
}

/**
 * Checks an answer against the key it is said to come from. The user handle must be the owner's when it
 * is there, and must be there when nobody had said who is asking (`named: false`). The counter is
 * compared last, after the signature: a refusal for it means the key itself answered, so it may be
 * held against the passkey. Throws PasskeyRefused.
 */
export async function verifyAssertion(
  rp: RelyingParty,
  response: AuthenticationResponseJSON,
  expected: { challenge: string; passkey: KnownPasskey; named: boolean },
): Promise<Proved> {
  const { passkey } = expected;
  refuseFrames(response.response.clientDataJSON);
  if (response.id !== passkey.credentialId) throw new PasskeyRefused("malformed");
  refuseForeignHandle(response.response.userHandle, expected);
  const result = await verifyAuthenticationResponse({
    response,
    expectedChallenge: expected.challenge,
    expectedOrigin: [...rp.origins],
    expectedRPID: rp.id,
    requireUserVerification: true,
    credential: { id: passkey.credentialId, publicKey: new Uint8Array(passkey.publicKey), counter: 0 },
  }).catch((error: unknown) => {
    throw new PasskeyRefused("not_verified", error);
  });
  if (!result.verified || !result.authenticationInfo.userVerified) throw new PasskeyRefused("not_verified");
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  if (!counterMoves(passkey.counter, newCounter)) throw new PasskeyRefused("counter");
  return { counter: newCounter, backedUp: credentialBackedUp };
}

function refuseForeignHandle(handle: string | undefined, expected: { passkey: KnownPasskey; named: boolean }): void {
  if (handle === undefined || handle === "") {
    if (!expected.named) throw new PasskeyRefused("user_handle");
    return;
  }
  const own = isoBase64URL.fromBuffer(userHandle(expected.passkey.userId));
  if (isoBase64URL.trimPadding(handle) !== own) throw new PasskeyRefused("user_handle");
}

/** Synced passkeys do not count and stay at zero; one that has ever counted has to go on counting. */
export function counterMoves(stored: number, reported: number): boolean {
  return (stored === 0 && reported === 0) || reported > stored;
}

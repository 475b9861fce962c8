import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { Encoder } from "cbor-x";

/** What a site asks of an authenticator when a passkey is made; the JSON form browsers take. */
type CreationOptions = {
  challenge: string;
  rp: { id?: string };
  user: { id: string };
  pubKeyCredParams: readonly { alg: number }[];
  excludeCredentials?: readonly { id: string }[];
};
/** What a site asks when a passkey is used. */
type RequestOptions = { challenge: string; rpId?: string; allowCredentials?: readonly { id: string }[] };

/** Ways to answer wrongly. What is left out is done right. */
export type WrongAnswer = {
  origin?: string;
  crossOrigin?: boolean;
  topOrigin?: string;
  challenge?: string;
  rpId?: string;
  /** False: the person touched the key but was not recognised by it. */
  userVerified?: boolean;
  /** base64url; null leaves it out. */
  userHandle?: string | null;
  /** Counter to report, instead of the next one. */
  counter?: number;
  /** Another key signs. */
  forged?: boolean;
};

type Kept = { id: string; privateKey: KeyObject; algorithm: Algorithm; userHandle: string; rpId: string; counter: number };
type Algorithm = -7 | -8 | -257;

/** An authenticator in software, with real keys and real signatures. */
export type SoftwareAuthenticator = ReturnType<typeof softwareAuthenticator>;

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

/** As an authenticator writes it: maps as maps, bytes as bytes, each length in its shortest form. */
const cbor = new Encoder({ mapsAsObjects: false, useRecords: false, tagUint8Array: false, variableMapSize: true });
const encodeCbor = (value: Cbor): Buffer => Buffer.from(cbor.encode(value));

const base64url = (data: Uint8Array): string => Buffer.from(data).toString("base64url");
const sha256 = (data: Uint8Array | string): Buffer => createHash("sha256").update(data).digest();

function newKey(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === -7) return generateKeyPairSync("ec", { namedCurve: "P-256" });
  if (algorithm === -8) return generateKeyPairSync("ed25519");
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** The public key in COSE form (RFC 9053). */
function coseKey(algorithm: Algorithm, publicKey: KeyObject): Buffer {
  const jwk = publicKey.export({ format: "jwk" });
  const part = (text: string | undefined): Buffer => Buffer.from(text ?? "", "base64url");
  const fields: Record<Algorithm, [number, Cbor][]> = {
    [-7]: [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, part(jwk.x)],
      [-3, part(jwk.y)],
    ],
    [-8]: [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, part(jwk.x)],
    ],
    [-257]: [
      [1, 3],
      [3, -257],
      [-1, part(jwk.n)],
      [-2, part(jwk.e)],
    ],
  };
  return encodeCbor(new Map(fields[algorithm]));
}

function authenticatorData(rpId: string, flags: number, counter: number, attested: Uint8Array = new Uint8Array()): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, attested]);
}

const PRESENT = 0x01;
const VERIFIED = 0x04;
const SYNCABLE = 0x08;
const SYNCED = 0x10;
const ATTESTED = 0x40;

/**
 * A new authenticator visiting `origin`. `synced` ones never count and say they are backed up, as phones'
 * do; the others count every use, as security keys do.
 */
export function softwareAuthenticator(options: { origin: string; synced?: boolean; algorithm?: Algorithm }) {
  const { origin, synced = true, algorithm = -7 } = options;
  const kept = new Map<string, Kept>();
  const clientData = (type: string, challenge: string, wrong: WrongAnswer): string => {
    const framed = wrong.topOrigin === undefined ? {} : { topOrigin: wrong.topOrigin };
    const body = { type, challenge: wrong.challenge ?? challenge, origin: wrong.origin ?? origin, crossOrigin: wrong.crossOrigin ?? false };
    return base64url(Buffer.from(JSON.stringify({ ...body, ...framed })));
  };
  const flagsOf = (wrong: WrongAnswer): number =>
    PRESENT | (wrong.userVerified === false ? 0 : VERIFIED) | (synced ? SYNCABLE | SYNCED : 0);

  return {
    /** Makes a passkey, as `navigator.credentials.create` would answer. */
    create(asked: CreationOptions, wrong: WrongAnswer = {}) {
      if (asked.excludeCredentials?.some(({ id }) => kept.has(id))) throw new Error("InvalidStateError: already registered");
      if (!asked.pubKeyCredParams.some(({ alg }) => alg === algorithm)) throw new Error("NotSupportedError: no common algorithm");
      const rpId = wrong.rpId ?? asked.rp.id ?? new URL(origin).hostname;
      const { publicKey, privateKey } = newKey(algorithm);
      const rawId = randomBytes(16);
      const id = base64url(rawId);
      kept.set(id, { id, privateKey, algorithm, userHandle: asked.user.id, rpId, counter: 0 });
      const length = Buffer.from([0, rawId.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, rawId, coseKey(algorithm, publicKey)]);
      const authData = authenticatorData(rpId, flagsOf(wrong) | ATTESTED, wrong.counter ?? 0, attested);
      const attestation = new Map<string, Cbor>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      const response = {
        clientDataJSON: clientData("webauthn.create", asked.challenge, wrong),
        attestationObject: base64url(encodeCbor(attestation)),
        transports: ["internal"],
      };
      return { id, rawId: id, type: "public-key" as const, clientExtensionResults: {}, response };
    },

    /** Uses a passkey made for that site, as `navigator.credentials.get` would answer. */
    get(asked: RequestOptions, wrong: WrongAnswer = {}) {
      const rpId = asked.rpId ?? new URL(origin).hostname;
      const allowed = asked.allowCredentials?.map(({ id }) => id) ?? [];
      const own = [...kept.values()].find((key) => key.rpId === rpId && (allowed.length === 0 || allowed.includes(key.id)));
      if (!own) throw new Error("NotAllowedError: no passkey for this site");
      if (!synced) own.counter += 1;
      const authData = authenticatorData(wrong.rpId ?? rpId, flagsOf(wrong), wrong.counter ?? own.counter);
      const clientDataJSON = clientData("webauthn.get", asked.challenge, wrong);
      const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
      const key = wrong.forged ? newKey(algorithm).privateKey : own.privateKey;
      const signature = sign(algorithm === -8 ? null : "sha256", signed, key);
      const handle = wrong.userHandle === undefined ? own.userHandle : wrong.userHandle;
      const response = {
        clientDataJSON,
        authenticatorData: base64url(authData),
        signature: base64url(signature),
        ...(handle === null ? {} : { userHandle: handle }),
      };
      return { id: own.id, rawId: own.id, type: "public-key" as const, clientExtensionResults: {}, response };
    },
  };
}

import { getAddress, isAddress, isAddressEqual, isHex, recoverMessageAddress } from "viem";
import { createSiweMessage, parseSiweMessage, validateSiweMessage } from "viem/siwe";
import type { SmartWallets } from "./smart-wallets.ts";

/** What a wallet's message has to say about this installation. */
export type WalletRules = {
  /** Authority of our origin: `amanat.example`, `localhost:3000`. */
  domain: string;
  /** Our origin, with its scheme. */
  uri: string;
  /** EIP-155 number. A contract wallet is one address on one chain, so the chain is part of who signed. */
  chainId: number;
};

export type WalletProof = { message: string; signature: string };

/** Why a wallet's proof is not taken. For logs and tests: callers are told one thing. */
export type WalletRefusal = "malformed" | "address" | "domain" | "uri" | "chain" | "nonce" | "time" | "signature";

/** An EIP-4361 message from its first letter to its last; viem's reader finds its parts anywhere in a text. */
const WHOLE =
  /^(?:https?:\/\/)?[^\s/]+ wants you to sign in with your Ethereum account:\n0x[0-9a-fA-F]{40}\n\n(?:[^\n]+\n\n|\n)?URI: [^\s]+\nVersion: 1\nChain ID: [1-9]\d{0,15}\nNonce: [A-Za-z0-9]{8,96}\nIssued At: [^\s]+\nExpiration Time: [^\s]+(?:\nNot Before: [^\s]+)?(?:\nRequest ID: [^\s]*)?$/;

const LONGEST_MESSAGE = 2_000;
/** Characters of a signature: a contract wallet's may hold several, and how to deploy it. */
const LONGEST_SIGNATURE = 20_000;
/** Both ways: how far a wallet's clock may be off, and how long a message may live at most. */
const AHEAD_MS = 30_000;
const LIFE_MS = 10 * 60_000;

/** The text to be signed. `statement` is what the person reads in the wallet: one line. */
export function walletMessage(
  rules: WalletRules,
  asked: { address: string; nonce: string; statement: string; issuedAt: Date; expiresAt: Date },
): string {
  return createSiweMessage({
    ...rules,
    version: "1",
    address: getAddress(asked.address),
    nonce: asked.nonce,
    statement: asked.statement,
    issuedAt: asked.issuedAt,
    expirationTime: asked.expiresAt,
  });
}

/**
 * Everything a message says, demanded: viem passes over what it is not asked about, and never looks at
 * chain and address of the page. Null when all of it is right; the signature is a question apart.
 */
export function messageRefusal(message: string, rules: WalletRules & { address: string; nonce: string }, at: Date): WalletRefusal | null {
  if (message.length > LONGEST_MESSAGE || !WHOLE.test(message)) return "malformed";
  const said = parseSiweMessage(message);
  const { issuedAt, expirationTime } = said;
  const scheme = new URL(rules.uri).protocol.slice(0, -1);
  if (said.domain !== rules.domain || (said.scheme !== undefined && said.scheme !== scheme)) return "domain";
  if (said.uri !== rules.uri) return "uri";
  if (said.chainId !== rules.chainId) return "chain";
  if (rules.nonce === "" || said.nonce !== rules.nonce) return "nonce";
  if (said.address?.toLowerCase() !== rules.address.toLowerCase()) return "address";
  if (!isTime(issuedAt) || !isTime(expirationTime)) return "time";
  if (issuedAt.getTime() > at.getTime() + AHEAD_MS || expirationTime.getTime() > at.getTime() + LIFE_MS) return "time";
  return validateSiweMessage({ message: said, domain: rules.domain, nonce: rules.nonce, time: at }) ? null : "time";
}

const isTime = (time: Date | undefined): time is Date => time !== undefined && !Number.isNaN(time.getTime());

/** The address, in lower case, that signed a message naming it; null when it did not. Errors: UPSTREAM_ERROR. */
export async function signerOf({ message, signature }: WalletProof, smart: SmartWallets | null): Promise<string | null> {
  const named = parseSiweMessage(message).address?.toLowerCase();
  return named !== undefined && (await signedBy(named, { message, signature }, smart)) ? named : null;
}

/**
 * Whether this address signed this text. A key's signature is computed; only what no key made is put to the chain, and
 * only where one is configured. Errors: UPSTREAM_ERROR.
 */
export async function signedBy(named: string, { message, signature }: WalletProof, smart: SmartWallets | null): Promise<boolean> {
  if (!isHex(signature) || signature.length > LONGEST_SIGNATURE || !isAddress(named, { strict: false })) return false;
  if (signature.length === 132 && (await byKey(message, signature, named))) return true;
  return (await smart?.accepts({ address: named, message, signature })) === true;
}

async function byKey(message: string, signature: `0x${string}`, address: `0x${string}`): Promise<boolean> {
  try {
    return isAddressEqual(await recoverMessageAddress({ message, signature }), address);
  } catch {
    // Numbers that are no point of the curve.
    return false;
  }
}

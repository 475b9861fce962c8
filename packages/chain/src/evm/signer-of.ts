import { isHex, recoverMessageAddress } from "viem";

/** An ECDSA signature with its recovery bit: 65 bytes. */
const LENGTH = 2 + 2 * 65;

/** Whose key signed a text (EIP-191), in lower case. Null for what is no key's signature: a contract's wallet signs otherwise. */
export async function signerOf({ text, signature }: { text: string; signature: string }): Promise<string | null> {
  if (!isHex(signature) || signature.length !== LENGTH) return null;
  try {
    return (await recoverMessageAddress({ message: text, signature })).toLowerCase();
  } catch {
    // Numbers that are no point of the curve.
    return null;
  }
}

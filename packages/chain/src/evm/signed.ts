import type { UnsignedTx } from "@amanat/payment";
import { isHex, keccak256, parseTransaction, recoverAddress, serializeTransaction } from "viem";
import type { TransactionSerializableEIP1559 } from "viem";
import { asHex } from "./logs.ts";
import { evmChainIdOf } from "./references.ts";

/** Half of the curve's order, rounded down: of a signature's two forms the one with the greater `s` is refused by the chain (EIP-2). */
const HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0n;

/** The fields of an instruction as an EIP-1559 transaction, without an access list. */
export function wireOf(tx: UnsignedTx): TransactionSerializableEIP1559 & { type: "eip1559" } {
  return {
    type: "eip1559",
    chainId: evmChainIdOf(tx.chain),
    nonce: tx.nonce,
    to: asHex(tx.to),
    data: asHex(tx.data),
    value: tx.value,
    gas: tx.gas,
    maxFeePerGas: tx.maxFeePerGas,
    maxPriorityFeePerGas: tx.maxPriorityFeePerGas,
  };
}

/** A signer's answer that is not what it was asked for. It is never kept and never sent. */
class WrongSignature extends Error {
  override readonly name = "WrongSignature";
}

/**
 * The signer's answer to `tx`, once it is certain that it says `tx`, whole and nothing else, and that the key of `signer` (lower case) signed it.
 * A device, a key service or a person may have signed another amount, for another place, on another chain or with another key, and what
 * was broadcast once can not be taken back. Asks nobody. Errors: WrongSignature, which names what differs and quotes no signature.
 */
export async function checkedAnswer(tx: UnsignedTx, raw: string, signer: string): Promise<{ raw: string; hash: string }> {
  const asked = wireOf(tx);
  const { r, s, yParity } = signatureIn(asked, raw);
  // `s` above the half is the same signature to whoever recovers a key, under another hash: it would be followed under a hash nobody mines.
  if (BigInt(s) > HALF_ORDER) throw new WrongSignature("the signature is not in its lower form");
  // Byte for byte: whatever the fields do not show, such as an access list or another way to write a number, differs here.
  if (serializeTransaction(asked, { r, s, yParity }) !== raw)
    throw new WrongSignature("the signed transaction says more than was asked for");
  const by = await signedBy(asked, { r, s, yParity });
  if (by !== signer) throw new WrongSignature(`signed by ${by ?? "no key"}, not by ${signer}`);
  return { raw, hash: keccak256(asHex(raw)) };
}

type Signature = { readonly r: `0x${string}`; readonly s: `0x${string}`; readonly yParity: number };

function signatureIn(asked: TransactionSerializableEIP1559, raw: string): Signature {
  const said = parsed(raw);
  for (const field of ["chainId", "nonce", "to", "data", "value", "gas", "maxFeePerGas", "maxPriorityFeePerGas"] as const)
    if (spelled(said[field]) !== spelled(asked[field])) throw new WrongSignature(`the signed transaction has another ${field}`);
  const { r, s, yParity } = said;
  if (r === undefined || s === undefined || yParity === undefined) throw new WrongSignature("the transaction is not signed");
  return { r, s, yParity };
}

function parsed(raw: string): ReturnType<typeof parseTransaction<`0x02${string}`>> {
  if (!isHex(raw) || !raw.startsWith("0x02")) throw new WrongSignature("not an EIP-1559 transaction");
  try {
    return parseTransaction(raw as `0x02${string}`);
  } catch {
    throw new WrongSignature("not an EIP-1559 transaction");
  }
}

/** Nothing and zero are written alike on the wire. */
function spelled(value: bigint | number | string | null | undefined): string {
  if (value === undefined || value === null || value === "0x") return "0";
  return String(value).toLowerCase();
}

async function signedBy(asked: TransactionSerializableEIP1559, signature: Signature): Promise<string | null> {
  try {
    return (await recoverAddress({ hash: keccak256(serializeTransaction(asked)), signature })).toLowerCase();
  } catch {
    // Numbers that are no point of the curve.
    return null;
  }
}

import type { Call, CallReader } from "@amanat/payment";
import { decodeFunctionData, encodeFunctionData, keccak256 } from "viem";
import type { Abi, Hex } from "viem";
import { erc20Abi, feeProxyAbi } from "./logs.ts";

const PAYMENT = "transferFromWithReferenceAndFee";

/** Reads calls of the fee proxy, and allowances. */
export const evmCalls: CallReader = {
  proxyPayment(call) {
    const args = argsOf(call, feeProxyAbi, PAYMENT);
    if (args === null) return null;
    const [token, to, amount, reference, feeAmount, feeAddress] = args as readonly [Hex, Hex, bigint, Hex, bigint, Hex];
    return {
      contract: call.to.toLowerCase(),
      token: token.toLowerCase(),
      to: to.toLowerCase(),
      amount,
      reference: reference.toLowerCase(),
      referenceHash: keccak256(reference).toLowerCase(),
      feeAmount,
      feeAddress: feeAddress.toLowerCase(),
    };
  },
  allowance(call) {
    const args = argsOf(call, erc20Abi, "approve");
    if (args === null) return null;
    const [spender, amount] = args as readonly [Hex, bigint];
    return { token: call.to.toLowerCase(), spender: spender.toLowerCase(), amount };
  },
};

/**
 * The arguments of a call of this function; null for another. Written anew they must give the same bytes: a decoder looks over bytes that are too
 * many, and over offsets that point where others do not look.
 */
function argsOf({ data, value }: Call, abi: Abi, functionName: string): readonly unknown[] | null {
  if (value !== 0n || !/^0x[0-9a-fA-F]{8,}$/.test(data)) return null;
  const bytes = data.toLowerCase() as Hex;
  try {
    const decoded = decodeFunctionData({ abi, data: bytes });
    if (decoded.functionName !== functionName || decoded.args === undefined) return null;
    return encodeFunctionData({ abi, functionName, args: decoded.args }) === bytes ? decoded.args : null;
  } catch {
    return null;
  }
}

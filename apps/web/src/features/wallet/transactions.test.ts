import { describe, expect, test } from "vitest";
import { decodeFunctionData } from "viem";
import { approveCall, ERC20_ABI, FEE_PROXY_ABI, proxyCall, transferCall } from "./transactions.ts";

const token = "0x1111111111111111111111111111111111111111";
const deposit = "0x2222222222222222222222222222222222222222";
const proxy = "0x3333333333333333333333333333333333333333";

describe("what a wallet is asked to sign", () => {
  test("a plain transfer goes to the token and names the deposit address", () => {
    const call = transferCall(token, deposit, 1_500_000n);
    expect(call.to).toBe(token);
    expect(decodeFunctionData({ abi: ERC20_ABI, data: call.data })).toEqual({ functionName: "transfer", args: [deposit, 1_500_000n] });
  });

  test("the allowance is exact", () => {
    const call = approveCall(token, proxy, 7n);
    expect(decodeFunctionData({ abi: ERC20_ABI, data: call.data })).toEqual({ functionName: "approve", args: [proxy, 7n] });
  });

  test("the proxy call carries Request Network's selector and the reference unchanged", () => {
    const call = proxyCall({ proxy, token, to: deposit, amount: 5n, reference: "0xa0098add01acc736", feeAmount: 0n, feeAddress: token });
    expect(call.to).toBe(proxy);
    expect(call.data.startsWith("0xc219a14d")).toBe(true);
    expect(decodeFunctionData({ abi: FEE_PROXY_ABI, data: call.data }).args).toEqual([token, deposit, 5n, "0xa0098add01acc736", 0n, token]);
  });
});

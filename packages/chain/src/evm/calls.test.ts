import { encodeFunctionData, keccak256, parseAbi } from "viem";
import { describe, expect, test } from "vitest";
import { evmCalls } from "./calls.ts";
import { feeProxyAbi } from "./logs.ts";

const PROXY = `0x${"0d".repeat(20)}` as const;
const TOKEN = `0x${"A1".repeat(20)}` as const;
const WALLET = `0x${"b2".repeat(20)}` as const;
const FEE_TO = `0x${"c3".repeat(20)}` as const;
const REFERENCE = "0xA0098add01acc736";

const payment = (amount = 1_000_000n) =>
  encodeFunctionData({
    abi: feeProxyAbi,
    functionName: "transferFromWithReferenceAndFee",
    args: [TOKEN.toLowerCase() as `0x${string}`, WALLET, amount, REFERENCE, 500n, FEE_TO],
  });
const call = (data: string, value = 0n) => ({ to: PROXY.toUpperCase().replace("0X", "0x"), data, value });

describe("a call of the fee proxy", () => {
  test("says what would be paid, with the hash of its reference", () => {
    expect(evmCalls.proxyPayment(call(payment()))).toEqual({
      contract: PROXY,
      token: TOKEN.toLowerCase(),
      to: WALLET,
      amount: 1_000_000n,
      reference: REFERENCE.toLowerCase(),
      referenceHash: keccak256(REFERENCE.toLowerCase() as `0x${string}`),
      feeAmount: 500n,
      feeAddress: FEE_TO,
    });
  });

  test("is none where it is another's, sends native coin, is cut off, or says more than it should", () => {
    const data = payment();
    const other = encodeFunctionData({ abi: parseAbi(["function transfer(address to, uint256 value)"]), args: [WALLET, 1n] });
    // An address with bits where there are none: a decoder that looks at twenty bytes alone sees the right one.
    const dirty = `${data.slice(0, 10)}${"ff".repeat(12)}${data.slice(34)}`;
    for (const wrong of [
      "0x",
      "0xc219a14d",
      data.slice(0, -2),
      `${data}00`,
      `${data}${"00".repeat(32)}`,
      other,
      dirty,
      data.replace("c219", "c218"),
    ])
      expect(evmCalls.proxyPayment(call(wrong)), wrong).toBeNull();
    expect(evmCalls.proxyPayment(call(data, 1n))).toBeNull();
    expect(evmCalls.proxyPayment(call(data.toUpperCase().replace("0X", "0x")))).not.toBeNull();
  });

  test("is no allowance, and an allowance no payment", () => {
    const allowed = encodeFunctionData({ abi: parseAbi(["function approve(address spender, uint256 value)"]), args: [PROXY, 7n] });
    expect(evmCalls.allowance({ to: TOKEN, data: allowed, value: 0n })).toEqual({ token: TOKEN.toLowerCase(), spender: PROXY, amount: 7n });
    expect(evmCalls.allowance({ to: TOKEN, data: allowed, value: 1n })).toBeNull();
    expect(evmCalls.allowance(call(payment()))).toBeNull();
    expect(evmCalls.proxyPayment(call(allowed))).toBeNull();
  });
});

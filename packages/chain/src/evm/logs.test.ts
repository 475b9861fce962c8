import { encodeAbiParameters, pad } from "viem";
import { describe, expect, test } from "vitest";
import { asHex, decodeTransfer, PROXY_TOPIC, proxyPayments, TRANSFER_TOPIC } from "./logs.ts";
import type { RawLog } from "./logs.ts";
import { judgeLogs } from "./verifier.ts";

const address = (byte: string) => asHex(`0x${byte.repeat(20)}`);
const USDC = address("aa");
const FAKE = address("fa");
const PROXY = address("bb");
const PAYER = address("01");
const ESCROW = address("e5");
const reference = (byte: string) => asHex(`0x${byte.repeat(32)}`);

function transfer(logIndex: number, to: string, amount: bigint, token: string = USDC): RawLog {
  return {
    address: token,
    topics: [TRANSFER_TOPIC, pad(PAYER), pad(asHex(to))],
    data: encodeAbiParameters([{ type: "uint256" }], [amount]),
    logIndex,
  };
}

function event(logIndex: number, referenceHash: string, to: string, amount: bigint, token: string = USDC, proxy: string = PROXY): RawLog {
  const types = ["address", "address", "uint256", "uint256", "address"].map((type) => ({ type }));
  return {
    address: proxy,
    topics: [PROXY_TOPIC, referenceHash],
    data: encodeAbiParameters(types, [token, to, amount, 0n, address("00")]),
    logIndex,
  };
}

const proxies = new Set<string>([PROXY]);
const expectation = {
  chain: "eip155:31337",
  txHash: reference("99"),
  blockHash: reference("98"),
  token: USDC,
  recipient: ESCROW,
} as const;
const through = (referenceHash: string) => ({ contract: PROXY, referenceHash });

test("only an ERC-20 Transfer is one: an ERC-721 with the same topic is not", () => {
  expect(decodeTransfer(transfer(3, ESCROW, 7n))).toEqual({ logIndex: 3, token: USDC, from: PAYER, to: ESCROW, amount: 7n });
  const nft = { ...transfer(3, ESCROW, 7n), topics: [TRANSFER_TOPIC, pad(PAYER), pad(ESCROW), pad("0x07")], data: "0x" };
  expect(decodeTransfer(nft)).toBeNull();
});

describe("proxy payments of one transaction", () => {
  test("each event takes the first fitting Transfer since the event before it, the fee's Transfer none", () => {
    const logs = [
      event(4, reference("a1"), ESCROW, 10n),
      transfer(1, ESCROW, 10n),
      transfer(2, address("fe"), 1n),
      transfer(6, ESCROW, 20n),
      event(8, reference("a2"), ESCROW, 20n),
    ];
    expect(proxyPayments(logs, proxies).map((made) => [made.referenceHash, made.transfer?.logIndex])).toEqual([
      [reference("a1"), 1],
      [reference("a2"), 6],
    ]);
  });

  test("the amount is the Transfer's, not what the event claims", () => {
    const [payment] = proxyPayments([transfer(1, ESCROW, 99n), event(2, reference("a1"), ESCROW, 100n)], proxies);
    expect(payment).toMatchObject({ claimed: 100n, transfer: { amount: 99n } });
  });

  test("an event whose token moved nothing has no Transfer, and another's event is none of ours", () => {
    expect(proxyPayments([transfer(1, ESCROW, 5n), event(2, reference("a1"), ESCROW, 5n, FAKE)], proxies)[0]?.transfer).toBeNull();
    expect(proxyPayments([transfer(1, ESCROW, 5n), event(2, reference("a1"), ESCROW, 5n, USDC, address("cc"))], proxies)).toEqual([]);
  });
});

describe("the judgement of a proxy payment", () => {
  const logs = [
    transfer(1, ESCROW, 10n),
    event(2, reference("a1"), ESCROW, 10n),
    transfer(3, ESCROW, 10n),
    event(4, reference("a2"), ESCROW, 10n),
  ];
  const judge = (logIndex: number, referenceHash: string) =>
    judgeLogs(logs, { ...expectation, logIndex, amount: 10n, through: through(referenceHash) });

  test("gives each Transfer to its own reference and to no other", () => {
    expect(judge(1, reference("a1"))).toMatchObject({ amount: 10n });
    expect(judge(3, reference("a2"))).toMatchObject({ amount: 10n });
    expect(judge(3, reference("a1"))).toEqual({ reason: "not_found" });
    expect(judge(1, reference("a2"))).toEqual({ reason: "not_found" });
  });

  test("names a wrong proxy, and a Transfer no proxy made", () => {
    const foreign = [transfer(1, ESCROW, 10n), event(2, reference("a1"), ESCROW, 10n, USDC, address("cc"))];
    expect(judgeLogs(foreign, { ...expectation, logIndex: 1, amount: 10n, through: through(reference("a1")) })).toEqual({
      reason: "wrong_proxy",
    });
    expect(judgeLogs([transfer(1, ESCROW, 10n)], { ...expectation, logIndex: 1, amount: 10n, through: through(reference("a1")) })).toEqual({
      reason: "not_found",
    });
  });
});

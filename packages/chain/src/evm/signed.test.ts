import type { UnsignedTx } from "@amanat/payment";
import { keccak256, parseSignature, parseTransaction, serializeTransaction } from "viem";
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { expect, test } from "vitest";
import { asHex } from "./logs.ts";
import { checkedAnswer, wireOf } from "./signed.ts";

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
const key = privateKeyToAccount(generatePrivateKey());
const SIGNER = key.address.toLowerCase();

const TRANSFER: UnsignedTx = {
  chain: "eip155:1",
  nonce: 0,
  to: "0xfc6b5d6af8a13258f7cbd0d39e11b35e01a32f93",
  data: `0xa9059cbb${"00".repeat(12)}574bbb36871ba6b78e27f4b4dcfb76ea0091880b${"00".repeat(30)}0123`,
  value: 0n,
  gas: 20n,
  maxFeePerGas: 20n,
  maxPriorityFeePerGas: 1n,
};
const NATIVE: UnsignedTx = { ...TRANSFER, to: "0x1d1c328764a41bda0492b66baa30c4a339ff85ef", data: "0x", value: 10n };

const signed = (tx: UnsignedTx) => key.signTransaction(wireOf(tx));

test.each([TRANSFER, NATIVE, { ...NATIVE, nonce: 123_456, value: 2n ** 90n }])("what was asked for, by its key, is kept", async (tx) => {
  const raw = await signed(tx);
  expect(await checkedAnswer(tx, raw, SIGNER)).toEqual({ raw, hash: keccak256(raw) });
});

test("a signature whose numbers begin with a zero byte is kept too: the wire leaves the byte out", async () => {
  const ones = privateKeyToAccount(`0x${"11".repeat(32)}`);
  // Signatures follow from key and transaction: with these nonces `r`, and `s`, are 31 bytes long.
  for (const [nonce, part] of [
    [35, "r"],
    [60, "s"],
  ] as const) {
    const tx = { ...NATIVE, nonce };
    const raw = await ones.signTransaction(wireOf(tx));
    expect(parseTransaction(raw)[part]).toMatch(/^0x00/);
    expect((await checkedAnswer(tx, raw, ones.address.toLowerCase())).raw).toBe(raw);
  }
});

test.each<[string, Partial<UnsignedTx>]>([
  ["chainId", { chain: "eip155:56" }],
  ["nonce", { nonce: 1 }],
  ["to", { to: `0x${"66".repeat(20)}` }],
  ["data", { data: TRANSFER.data.replace(/0123$/, "0124") }],
  ["value", { value: 1n }],
  ["gas", { gas: 21n }],
  ["maxFeePerGas", { maxFeePerGas: 21n }],
  ["maxPriorityFeePerGas", { maxPriorityFeePerGas: 2n }],
])("a signature of another %s is refused, by the name of what differs", async (field, change) => {
  await expect(checkedAnswer(TRANSFER, await signed({ ...TRANSFER, ...change }), SIGNER)).rejects.toThrow(
    `the signed transaction has another ${field}`,
  );
});

test("another key's signature is refused", async () => {
  const other = privateKeyToAccount(generatePrivateKey());
  await expect(checkedAnswer(TRANSFER, await other.signTransaction(wireOf(TRANSFER)), SIGNER)).rejects.toThrow(
    `signed by ${other.address.toLowerCase()}, not by ${SIGNER}`,
  );
});

test("the other form of a right signature is refused: it has another hash", async () => {
  const { r, s, yParity } = parseSignature(await key.sign({ hash: keccak256(serializeTransaction(wireOf(TRANSFER))) }));
  const high = { r, s: asHex(`0x${(ORDER - BigInt(s)).toString(16).padStart(64, "0")}`), yParity: 1 - yParity };
  expect(await checkedAnswer(TRANSFER, serializeTransaction(wireOf(TRANSFER), { r, s, yParity }), SIGNER)).toBeTruthy();
  await expect(checkedAnswer(TRANSFER, serializeTransaction(wireOf(TRANSFER), high), SIGNER)).rejects.toThrow("not in its lower form");
});

test("an access list that nobody asked for is refused", async () => {
  const accessList = [{ address: asHex(TRANSFER.to), storageKeys: [] }];
  const raw = await key.signTransaction({ ...wireOf(TRANSFER), accessList });
  await expect(checkedAnswer(TRANSFER, raw, SIGNER)).rejects.toThrow("says more than was asked for");
});

test("what is no signed EIP-1559 transaction is refused", async () => {
  const { maxFeePerGas: gasPrice } = TRANSFER;
  const legacy = await key.signTransaction({ type: "legacy", chainId: 1, nonce: 0, to: asHex(TRANSFER.to), gas: 20n, gasPrice });
  for (const raw of ["", "0x", "0x02", "0x02ff", "nothing", legacy])
    await expect(checkedAnswer(TRANSFER, raw, SIGNER)).rejects.toThrow("not an EIP-1559 transaction");
  await expect(checkedAnswer(TRANSFER, serializeTransaction(wireOf(TRANSFER)), SIGNER)).rejects.toThrow("is not signed");
  const nowhere = { r: asHex(`0x${"ff".repeat(32)}`), s: asHex(`0x${"00".repeat(31)}01`), yParity: 0 };
  await expect(checkedAnswer(TRANSFER, serializeTransaction(wireOf(TRANSFER), nowhere), SIGNER)).rejects.toThrow("signed by no key");
});

/** Signed transactions of the Trezor firmware's public vectors (sign_tx_eip1559). Their mnemonic is twelve times `all`. */
const DEVICE = [
  {
    tx: NATIVE,
    path: "m/44'/60'/0'/0/100",
    yParity: 1,
    r: "2ceeaabc994fbce2fbd66551f9d48fc711c8db2a12e93779eeddede11e41f636",
    s: "2db4a9ecc73da91206f84397ae9287a399076fdc01ed7f3c6554b1c57c39bf8c",
  },
  {
    tx: TRANSFER,
    path: "m/44'/60'/0'/0/1",
    yParity: 1,
    r: "e631b56bcc596844cb8686b2046e36cf33634aa396e7e1ea94a97aac02c18bda",
    s: "399bff8752539176c4b2f1d5d2a8f6029f79841d28802149ab339a033ffe4c1f",
  },
  {
    tx: { ...NATIVE, chain: "eip155:3125659152" },
    path: "m/44'/60'/0'/0/100",
    yParity: 0,
    r: "07f8c967227c5a190cb90525c3387691a426fe61f8e0503274280724060ea95c",
    s: "0bf83eaf74e24aa9146b23e06f9edec6e25acb81d3830e8d146b9e7b6923ad1e",
  },
  {
    tx: { ...NATIVE, gas: 255n, maxFeePerGas: 0x6b14e9f812f366fb9n, maxPriorityFeePerGas: 0x15681d9b48e13b1e2n },
    path: "m/44'/60'/0'/0/0",
    yParity: 1,
    r: "ece384bf1922afff7b99e017a7326f11f1610c5a08ee87dda7f19572d8019ed9",
    s: "4e9e2ecbcd032dbc67fb3fc71e24cb21930f68d8788502383ae4a6fd4397af4f",
  },
] as const;

const MNEMONIC = Array.from({ length: 12 }, () => "all").join(" ");

test.each(DEVICE)("a hardware wallet's answer is kept by the key at $path, and by no other", async ({ tx, path, r, s, yParity }) => {
  const raw = serializeTransaction(wireOf(tx), { r: `0x${r}`, s: `0x${s}`, yParity });
  const { address } = mnemonicToAccount(MNEMONIC, { path });
  expect(await checkedAnswer(tx, raw, address.toLowerCase())).toEqual({ raw, hash: keccak256(raw) });
  await expect(checkedAnswer(tx, raw, SIGNER)).rejects.toThrow(`not by ${SIGNER}`);
});

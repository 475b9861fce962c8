import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keccak256, parseTransaction, recoverTransactionAddress } from "viem";
import { HDKey, mnemonicToAccount } from "viem/accounts";
import { describe, expect, test } from "vitest";
import { custodyOf, mnemonicSigners, readMnemonicFile, xpubAddresses } from "./keys.ts";
import { asHex } from "./logs.ts";
import { paymentUri, randomReferences } from "./references.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const CHAIN = "eip155:31337";

describe("deposit addresses from an xpub", () => {
  test("are those the mnemonic's signers sign for, up to the largest index", () => {
    const addresses = xpubAddresses(custodyOf(MNEMONIC).xpub);
    const signers = mnemonicSigners(MNEMONIC, CHAIN);
    for (const index of [0, 1, 77, 2 ** 31 - 1]) {
      expect(addresses.addressAt(index)).toEqual({ address: signers.derived(index).address, path: `m/44'/60'/0'/0/${index}` });
    }
    expect(signers.escrow().address).toBe(custodyOf(MNEMONIC).escrowWallet);
    expect(addresses.addressAt(0).address).not.toBe(signers.escrow().address);
  });

  test("an extended private key is refused, and so is anything else", () => {
    const xprv = mnemonicToAccount(MNEMONIC, { path: "m/44'/60'/0'" }).getHdKey().privateExtendedKey;
    expect(() => HDKey.fromExtendedKey(xprv)).not.toThrow();
    expect(() => xpubAddresses(xprv)).toThrow(/private key/);
    expect(() => xpubAddresses("xpub-nonsense")).toThrow(/not an extended public key/);
  });

  test("indexes out of range are refused", () => {
    const addresses = xpubAddresses(custodyOf(MNEMONIC).xpub);
    for (const index of [-1, 0.5, 2 ** 31]) expect(() => addresses.addressAt(index)).toThrow(RangeError);
  });
});

describe("the custody key file", () => {
  test("must be readable by its owner only and hold a valid mnemonic", () => {
    const file = join(mkdtempSync(join(tmpdir(), "amanat-keys-")), "custody");
    writeFileSync(file, ` ${MNEMONIC}\n`, { mode: 0o600 });
    expect(readMnemonicFile(file)).toBe(MNEMONIC);
    chmodSync(file, 0o640);
    expect(() => readMnemonicFile(file)).toThrow(/mode 640/);
    chmodSync(file, 0o600);
    writeFileSync(file, "abandon abandon");
    expect(() => readMnemonicFile(file)).toThrow(/valid mnemonic/);
  });
});

test("a signer signs exactly what it was given, and only for its chain", async () => {
  const signer = mnemonicSigners(MNEMONIC, CHAIN).escrow();
  const tx = {
    chain: CHAIN,
    nonce: 7,
    to: `0x${"11".repeat(20)}`,
    data: "0x1234",
    value: 5n,
    gas: 21_000n,
    maxFeePerGas: 9n,
    maxPriorityFeePerGas: 1n,
  };
  const signed = await signer.sign(tx);
  expect(signed.hash).toBe(keccak256(asHex(signed.raw)));
  expect(parseTransaction(asHex(signed.raw))).toMatchObject({
    chainId: 31_337,
    nonce: 7,
    to: tx.to,
    data: "0x1234",
    value: 5n,
    gas: 21_000n,
    maxFeePerGas: 9n,
    maxPriorityFeePerGas: 1n,
  });
  expect((await recoverTransactionAddress({ serializedTransaction: `0x02${signed.raw.slice(4)}` })).toLowerCase()).toBe(signer.address);
  await expect(signer.sign({ ...tx, chain: "eip155:1" })).rejects.toThrow(/not eip155:1/);
});

test("payment references are eight fresh bytes with their keccak256", () => {
  const references = randomReferences();
  const { reference, hash } = references.next();
  expect(reference).toMatch(/^0x[0-9a-f]{16}$/);
  expect(hash).toBe(keccak256(asHex(reference)));
  expect(references.next().reference).not.toBe(reference);
});

test("a payment URI follows EIP-681", () => {
  expect(paymentUri({ evmChainId: 31_337, token: "0xaa", to: "0xbb", amount: 2_500_000n })).toBe(
    "ethereum:0xaa@31337/transfer?address=0xbb&uint256=2500000",
  );
});

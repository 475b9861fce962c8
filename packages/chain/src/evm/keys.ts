import { ECDH } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { DepositAddresses, Signers, TransferSigner } from "@amanat/payment";
import { HDKey, mnemonicToAccount, publicKeyToAddress } from "viem/accounts";
import type { HDAccount } from "viem/accounts";
import { asHex } from "./logs.ts";
import { checkedAnswer, wireOf } from "./signed.ts";

/** BIP-44 account of our keys. Deposits are `/0/i` below it, the escrow wallet is `/1/0`. */
export const CUSTODY_ACCOUNT = "m/44'/60'/0'";

/** Largest non-hardened index: an xpub derives no more. */
const MAX_INDEX = 2 ** 31 - 1;

/**
 * Deposit addresses from an extended public key of `m/44'/60'/0'`. Refuses an extended private key (the web process
 * must not hold one, and the library would take it silently) and anything that is no extended key.
 */
export function xpubAddresses(xpub: string): DepositAddresses {
  const account = publicKeyOf(xpub);
  const external = account.deriveChild(0);
  return {
    addressAt(index) {
      if (!Number.isInteger(index) || index < 0 || index > MAX_INDEX) throw new RangeError(`no deposit address has index ${index}`);
      const { publicKey } = external.deriveChild(index);
      if (!publicKey) throw new Error("the extended key holds no public key");
      const uncompressed = ECDH.convertKey(Buffer.from(publicKey).toString("hex"), "secp256k1", "hex", "hex", "uncompressed");
      return { address: publicKeyToAddress(asHex(`0x${String(uncompressed)}`)).toLowerCase(), path: `${CUSTODY_ACCOUNT}/0/${index}` };
    },
  };
}

function publicKeyOf(xpub: string): HDKey {
  let key: HDKey;
  try {
    key = HDKey.fromExtendedKey(xpub);
  } catch {
    // Without the cause: it could quote what was pasted here.
    throw new Error("DERIVED_DESTINATION_XPUB is not an extended public key");
  }
  if (key.privateKey !== null) throw new Error("DERIVED_DESTINATION_XPUB is an extended private key; give the public one");
  return key;
}

/** The extended public key and escrow address that belong to a custody mnemonic. */
export function custodyOf(mnemonic: string): { xpub: string; escrowWallet: string } {
  const { publicExtendedKey } = mnemonicToAccount(mnemonic, { path: CUSTODY_ACCOUNT }).getHdKey();
  return { xpub: publicExtendedKey, escrowWallet: escrowAccount(mnemonic).address.toLowerCase() };
}

/** Signers of a mnemonic: escrow wallet at `m/44'/60'/0'/1/0`, deposit `i` at `m/44'/60'/0'/0/i`. Worker only. */
export function mnemonicSigners(mnemonic: string, chain: string): Signers {
  const escrow = signerOf(escrowAccount(mnemonic), chain);
  return {
    escrow: () => escrow,
    derived: (index) => signerOf(mnemonicToAccount(mnemonic, { path: `${CUSTODY_ACCOUNT}/0/${index}` }), chain),
  };
}

/** Reads a mnemonic from a file only its owner may read (mode 0600 or stricter); refuses any other. */
export function readMnemonicFile(path: string): string {
  const { mode } = statSync(path);
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    throw new Error(`${path} can be read by others (mode ${(mode & 0o777).toString(8)}); make it 0600`);
  const mnemonic = readFileSync(path, "utf8").trim().split(/\s+/).join(" ");
  try {
    mnemonicToAccount(mnemonic);
  } catch {
    throw new Error(`${path} does not hold a valid mnemonic`);
  }
  return mnemonic;
}

function escrowAccount(mnemonic: string): HDAccount {
  return mnemonicToAccount(mnemonic, { path: `${CUSTODY_ACCOUNT}/1/0` });
}

function signerOf(account: HDAccount, chain: string): TransferSigner {
  const address = account.address.toLowerCase();
  return {
    address,
    async sign(tx) {
      if (tx.chain !== chain) throw new Error(`this signer signs for ${chain}, not ${tx.chain}`);
      return checkedAnswer(tx, await account.signTransaction(wireOf(tx)), address);
    },
  };
}

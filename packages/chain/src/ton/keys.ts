import { createHmac, pbkdf2Sync } from "node:crypto";
import type { Signers, TransferSigner } from "@amanat/payment";
import { beginCell, Cell, external, internal, SendMode, storeMessage } from "@ton/core";
import { keyPairFromSeed, type KeyPair } from "@ton/crypto";
import { WalletContractV4 } from "@ton/ton";
import { addressOf, stored } from "./jettons.ts";

/** SLIP-44's coin type of TON; the escrow wallet is its first account. All steps are hardened, as ed25519 knows no others: there is no xpub. */
const ESCROW_PATH = [44, 607, 0] as const;
const HARDENED = 0x80000000;
/** A signed message never runs out: its number alone decides whether it can still be executed, so what is stored can always be sent again. */
const FOREVER = 0xffffffff;

/** The key pair of a BIP-39 mnemonic by SLIP-10. */
function keysOf(mnemonic: string): KeyPair {
  const seed = pbkdf2Sync(mnemonic.normalize("NFKD"), "mnemonic", 2_048, 64, "sha512");
  let node = createHmac("sha512", "ed25519 seed").update(seed).digest();
  for (const step of ESCROW_PATH) {
    const index = Buffer.alloc(4);
    index.writeUInt32BE(HARDENED + step);
    node = createHmac("sha512", node.subarray(32))
      .update(Buffer.concat([Buffer.of(0), node.subarray(0, 32), index]))
      .digest();
  }
  return keyPairFromSeed(node.subarray(0, 32));
}

const walletOf = ({ publicKey }: KeyPair) => WalletContractV4.create({ workchain: 0, publicKey });

/** The escrow wallet of a custody mnemonic: a wallet contract of version 4, which the first message out of it deploys. */
export function tonEscrowOf(mnemonic: string): string {
  return stored(walletOf(keysOf(mnemonic)).address.toRawString());
}

/** Signers of a mnemonic. There is the escrow wallet alone: payments have no addresses of their own. Worker only. */
export function mnemonicSigners(mnemonic: string, chain: string): Signers {
  const escrow = signerOf(keysOf(mnemonic), chain);
  return {
    escrow: () => escrow,
    derived: () => {
      throw new Error(`no payment has an address of its own on ${chain}`);
    },
  };
}

function signerOf(keys: KeyPair, chain: string): TransferSigner {
  const wallet = walletOf(keys);
  return {
    address: stored(wallet.address.toRawString()),
    async sign(tx) {
      if (tx.chain !== chain) throw new Error(`this signer signs for ${chain}, not ${tx.chain}`);
      const message = internal({
        to: addressOf(tx.to),
        // Coin itself, or what travels with a transfer of jettons to pay for it.
        value: tx.value > 0n ? tx.value : tx.gas,
        // Native coin for somebody who has no contract yet stays there; what goes to our own jetton wallet comes back when it fails.
        bounce: tx.value === 0n,
        ...(tx.data === "" ? {} : { body: Cell.fromBase64(tx.data) }),
      });
      // Without IGNORE_ERRORS a transfer that cannot be made would leave the number unused, and the same message would cost gas again and again.
      const sendMode = SendMode.PAY_GAS_SEPARATELY + SendMode.IGNORE_ERRORS;
      const body = wallet.createTransfer({ seqno: tx.nonce, secretKey: keys.secretKey, messages: [message], sendMode, timeout: FOREVER });
      const signed = beginCell()
        .store(storeMessage(external({ to: wallet.address, ...(tx.nonce === 0 ? { init: wallet.init } : {}), body })))
        .endCell();
      return { raw: signed.toBoc().toString("base64"), hash: signed.hash().toString("hex") };
    },
  };
}

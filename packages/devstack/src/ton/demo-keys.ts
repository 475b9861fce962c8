import { createHash } from "node:crypto";
import { keyPairFromSeed } from "@ton/crypto";
import { WalletContractV4 } from "@ton/ton";
import { spelled } from "./world.ts";

/** A wallet of the demo's people on its chain of TON. Its key is made of the demo's mnemonic, and worth nothing elsewhere. */
export function demoTonWallet(mnemonic: string, who: "buyer" | "seller"): { address: string; seed: string } {
  const seed = createHash("sha256").update(`amanat demo ton ${who} ${mnemonic}`).digest();
  const { publicKey } = keyPairFromSeed(seed);
  return { address: spelled(WalletContractV4.create({ workchain: 0, publicKey }).address), seed: seed.toString("hex") };
}

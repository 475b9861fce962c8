import { isErc6492Signature } from "viem/utils";
import { type Rpc } from "./rpc.ts";
import { upstream } from "../upstream.ts";

type Proof = { address: `0x${string}`; message: string; signature: `0x${string}` };

/**
 * Asks contract wallets whether a signature is theirs (ERC-1271), also those not deployed yet (ERC-6492).
 * Implements auth's `SmartWallets`. Errors: UPSTREAM_ERROR.
 */
export function smartWallets(rpc: Rpc): { accepts(proof: Proof): Promise<boolean> } {
  return {
    accepts: (proof) =>
      upstream("whether a contract takes a signature", async () => {
        // Most bad signatures are no contract's: one cheap question settles them.
        const code = await rpc.getCode({ address: proof.address });
        if (code === undefined && !isErc6492Signature(proof.signature)) return false;
        return rpc.verifyMessage(proof);
      }),
  };
}

import { type Hex, parseAbi, zeroAddress } from "viem";
import type { Rpc } from "./rpc.ts";
import { assertChainId } from "./rpc.ts";
import { upstream } from "../upstream.ts";

/**
 * Where Chainalysis keeps its oracle, by chain: the same address on all but Base.
 * https://go.chainalysis.com/chainalysis-oracle-docs.html
 */
const USUAL: Hex = "0x40C57923924B5c5c5455c48D93317139ADDaC8fb";
const ORACLES: Readonly<Record<string, Hex>> = {
  "eip155:1": USUAL,
  "eip155:10": USUAL,
  "eip155:56": USUAL,
  "eip155:137": USUAL,
  "eip155:250": USUAL,
  "eip155:42161": USUAL,
  "eip155:43114": USUAL,
  "eip155:8453": "0x3A91A31cB3dC49b4db9Ce721F50a9D076c8D739B",
};
const ABI = parseAbi(["function isSanctioned(address addr) view returns (bool)"]);

/**
 * Asks the chain's oracle. Null where the chain has none. What stands at its address must be a contract, and must know that nobody's address is not
 * sanctioned: a chain that was forked, or a contract that says yes to everything or nothing at all, is no answer. Errors: UPSTREAM_ERROR.
 */
export function sanctionsOracle(rpc: Rpc, chain: string): (address: string) => Promise<boolean | null> {
  const oracle = ORACLES[chain];
  if (oracle === undefined) return () => Promise.resolve(null);
  const listed = (address: Hex) => rpc.readContract({ address: oracle, abi: ABI, functionName: "isSanctioned", args: [address] });
  let probed = false;
  return (address) =>
    upstream("whether an address is sanctioned", async () => {
      if (!probed) {
        await assertChainId(rpc);
        if (await listed(zeroAddress)) throw new Error("the oracle lists nobody");
        probed = true;
      }
      return listed(address as Hex);
    });
}

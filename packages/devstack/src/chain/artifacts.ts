import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Hex } from "viem";
import * as z from "zod";

const hexSchema = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]+$/)]);
/** Contracts of the local chain, each a source file beside this one. */
export type TestContract = "TestToken" | "TetherLike" | "PriceFeed";

const compiledSchema = z.object({
  contracts: z.record(
    z.string(),
    z.record(z.string(), z.object({ evm: z.object({ bytecode: z.object({ object: z.string().regex(/^[0-9a-f]+$/) }) }) })),
  ),
});

/** Constructor and functions of TestToken.sol that the demo and the tests use. */
export const testTokenAbi = [
  {
    type: "constructor",
    stateMutability: "nonpayable",
    inputs: [
      { name: "name_", type: "string" },
      { name: "symbol_", type: "string" },
      { name: "decimals_", type: "uint8" },
    ],
  },
  {
    type: "function",
    name: "mint",
    stateMutability: "nonpayable",
    inputs: [
      { name: "to", type: "address" },
      { name: "value", type: "uint256" },
    ],
    outputs: [],
  },
  {
    type: "function",
    name: "transfer",
    stateMutability: "nonpayable",
    inputs: [
      { name: "to", type: "address" },
      { name: "value", type: "uint256" },
    ],
    outputs: [{ type: "bool" }],
  },
  {
    type: "function",
    name: "approve",
    stateMutability: "nonpayable",
    inputs: [
      { name: "spender", type: "address" },
      { name: "value", type: "uint256" },
    ],
    outputs: [{ type: "bool" }],
  },
  {
    type: "function",
    name: "balanceOf",
    stateMutability: "view",
    inputs: [{ name: "owner", type: "address" }],
    outputs: [{ type: "uint256" }],
  },
] as const;

/** Creation bytecode of a contract: from `<dataDir>/artifacts` when this source was compiled before, else by solc. */
export async function tokenBytecode(dataDir: string, contract: TestContract = "TestToken"): Promise<Hex> {
  const source = readFileSync(new URL(`${contract}.sol`, import.meta.url), "utf8");
  const digest = createHash("sha256").update(source).digest("hex").slice(0, 16);
  const file = join(dataDir, "artifacts", `${contract}-${digest}.hex`);
  if (existsSync(file)) {
    const cached = hexSchema.safeParse(readFileSync(file, "utf8"));
    if (cached.success) return cached.data;
  }
  const bytecode = await compile(contract, source);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, bytecode);
  renameSync(`${file}.new`, file);
  return bytecode;
}

async function compile(contract: TestContract, source: string): Promise<Hex> {
  // Loading the compiler takes a second and a half, so it happens on a first start only.
  const solc: unknown = createRequire(import.meta.url)("solc");
  const { compile: run } = z.object({ compile: z.custom<(input: string) => string>((value) => typeof value === "function") }).parse(solc);
  const file = `${contract}.sol`;
  const output = run(
    JSON.stringify({
      language: "Solidity",
      sources: { [file]: { content: source } },
      settings: {
        evmVersion: "paris",
        optimizer: { enabled: true, runs: 200 },
        outputSelection: { [file]: { [contract]: ["evm.bytecode.object"] } },
      },
    }),
  );
  const compiled = compiledSchema.safeParse(JSON.parse(output)).data?.contracts[file]?.[contract];
  if (compiled === undefined) throw new Error(`${file} does not compile: ${output.slice(0, 2_000)}`);
  return `0x${compiled.evm.bytecode.object}`;
}

/**
 * Creation bytecode of Request Network's real ERC20FeeProxy, read out of their npm package: its main module wants
 * ethers, and its artifact file holds only the ABI.
 */
export function feeProxyBytecode(): Hex {
  const manifest = createRequire(import.meta.url).resolve("@requestnetwork/smart-contracts/package.json");
  const factory = readFileSync(join(dirname(manifest), "types/factories/src/contracts/ERC20FeeProxy__factory.js"), "utf8");
  const match = /_bytecode\s*=\s*"(0x[0-9a-fA-F]+)"/.exec(factory);
  return hexSchema.parse(match?.[1]?.toLowerCase());
}

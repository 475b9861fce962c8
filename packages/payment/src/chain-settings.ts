import { addressFault, addressSchema, chainIdSchema, chainNamed, isPaidByMemo, LOCAL_CHAINS } from "@amanat/contracts";
import { type Environment, given, WrongSetting } from "@amanat/env";
import type { ChainSpec } from "./ports.ts";
import * as z from "zod";

const url = z.url().refine((text) => /^https?:/.test(text), { error: "must begin with http:// or https://" });

/** `31337` or the CAIP-2 name of the same; both become the name. */
const chainIdIn = z
  .union([z.number().int().positive(), z.string()])
  .transform((given) => chainNamed(String(given)))
  .refine((text) => chainIdSchema.safeParse(text).success, { error: `must be a chain id such as 1 or ${chainNamed("1")}` });

/** Parts of a list: in JSON as one, in a variable comma separated. */
const listOf = <Part extends z.ZodType<string, string>>(part: Part) =>
  z.preprocess((given) => (typeof given === "string" ? given.split(",").map((text) => text.trim()) : given), z.array(part).min(1));

const addresses = listOf(addressSchema);
const urls = listOf(url);
const finality = z.enum(["finalized", "depth"]);
const confirmations = z.coerce.number().int().min(1).max(10_000);
/** Below it the scanner keeps no headers. */
const reorgDepth = z.coerce.number().int().min(8).max(100_000);
const xpub = z.string().startsWith("xpub", { error: "must be an extended public key (xpub…)" });
const text = z.string().min(1);

/** One entry of `CHAINS`. Missing values come from the variables for all chains. */
const entrySchema = z.strictObject({
  id: chainIdIn,
  name: text.optional(),
  rpcUrl: urls,
  tokens: addresses.optional(),
  feeProxy: addressSchema.optional(),
  finality: finality.optional(),
  confirmations: confirmations.optional(),
  reorgDepth: reorgDepth.optional(),
  explorerUrl: url.optional(),
  escrowWallet: addressSchema.optional(),
  receiverWallet: addressSchema.optional(),
  xpub: xpub.optional(),
  custodyKeyFile: text.optional(),
});
type Entry = z.infer<typeof entrySchema>;

/**
 * The variables that configure chains: `CHAINS` (a JSON list), a set `CHAIN_<id>_*` for each of several chains, or a single chain in
 * `CHAIN_*`. The others hold for every chain.
 */
export const chainEnv = z.object({
  CHAINS: z.string().optional(),
  CHAIN_RPC_URL: urls.optional(),
  CHAIN_ID: chainIdIn.optional(),
  CHAIN_NAME: text.optional(),
  CHAIN_TOKENS: addresses.optional(),
  CHAIN_FEE_PROXY: addressSchema.optional(),
  CHAIN_EXPLORER_URL: url.optional(),
  CHAIN_FINALITY: finality.optional(),
  TRANSACTION_SAFETY_MIN_CONFIRMATIONS: confirmations.optional(),
  CHAIN_REORG_DEPTH: reorgDepth.optional(),
  ESCROW_WALLET_ADDRESS: addressSchema.optional(),
  RECEIVER_WALLET_ADDRESS: addressSchema.optional(),
  DERIVED_DESTINATION_XPUB: xpub.optional(),
  CUSTODY_KEY_FILE: text.optional(),
});
type ChainEnv = z.infer<typeof chainEnv>;

/** Parts of a chain's configuration that only some processes need, and the variable of each for a single chain. */
const PARTS = {
  tokens: "CHAIN_TOKENS",
  feeProxy: "CHAIN_FEE_PROXY",
  escrowWallet: "ESCROW_WALLET_ADDRESS",
  receiverWallet: "RECEIVER_WALLET_ADDRESS",
  xpub: "DERIVED_DESTINATION_XPUB",
  custodyKeyFile: "CUSTODY_KEY_FILE",
} as const;
export type ChainPart = keyof typeof PARTS;

/** The variables of these parts. A process never reads a part that it does not need. */
export function chainVariables(parts: readonly ChainPart[]): readonly string[] {
  const names = Object.keys(chainEnv.shape);
  const unneeded = Object.entries(PARTS).flatMap(([part, name]) => (parts.some((one) => one === part) ? [] : [name as string]));
  return names.filter((name) => !unneeded.includes(name));
}

type Parts = {
  tokens: readonly string[];
  feeProxy: string;
  escrowWallet: string;
  receiverWallet: string;
  xpub: string;
  custodyKeyFile: string;
};

/** A chain as configured, with the requested parts. */
export type ChainSettings<Needed extends ChainPart = never> = {
  /** CAIP-2. */
  readonly chain: string;
  readonly name: string;
  /** Its nodes, each trusted like the others: the first that answers is believed. At least one. */
  readonly rpcUrls: readonly string[];
  readonly requireFinalized: boolean;
  readonly confirmations: number;
  /** Blocks that may still leave the chain. What leaves it from below is no reorg: a person decides. More than the confirmations. */
  readonly reorgDepth: number;
  readonly explorer: string | null;
} & Readonly<Pick<Parts, Needed>>;

/** Minutes on the quickest chains, hours on slow ones: far below what any of them calls final. */
const REORG_DEPTH = 1_024;

export function isLocalChain(chain: string): boolean {
  return LOCAL_CHAINS.includes(chain);
}

/**
 * The chains of this installation; the first is its home chain. Each has the parts it must have (`needs`) and those that are set.
 * Throws WrongSetting.
 */
export function readChains<Needed extends ChainPart, Taken extends ChainPart = never>(
  environment: Environment,
  needs: readonly Needed[],
  takes: readonly Taken[] = [],
): readonly (ChainSettings<Needed> & Readonly<Partial<Pick<Parts, Taken>>>)[] {
  const set = given(environment);
  const wanted = chainVariables([...needs, ...takes]);
  const parsed = chainEnv.safeParse(Object.fromEntries(Object.entries(set).filter(([name]) => wanted.includes(name))));
  if (!parsed.success) throw wrongIn(parsed.error, (path) => String(path[0]));
  const env = parsed.data;
  const ways = waysIn(set);
  if (ways.length > 1) throw new WrongSetting(ways[1] ?? "", `is set beside ${ways[0]}; set one`);
  if (env.CHAINS !== undefined) {
    const named = listed(env.CHAINS);
    if (new Set(named.map(({ id }) => id)).size < named.length) throw new WrongSetting("CHAINS", "names one chain twice");
    return named.map((entry, index) => complete(entry, env, { needs, takes }, (part) => `CHAINS[${index}].${part}`));
  }
  const several = variablesById(set);
  if (several.size === 0) return [complete(single(env), env, { needs, takes }, (part) => PARTS[part])];
  return [...several]
    .toSorted(([one], [other]) => Number(one) - Number(other))
    .map(([id, variables]) => complete(entryOf(id, variables), env, { needs, takes }, (part) => `CHAIN_${id}_${inCapitals(part)}`));
}

const BY_ID = /^CHAIN_(\d+)_([A-Z_]+)$/;

const inCapitals = (key: string) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
const KEYS = new Map(Object.keys(entrySchema.shape).map((key) => [inCapitals(key), key]));

/** In which of the three ways chains are described here, each by a variable that does it: none, where no chain is. */
export function waysIn(environment: Environment): readonly string[] {
  const set = given(environment);
  const byId = Object.keys(set).find((name) => BY_ID.test(name));
  return ["CHAINS", "CHAIN_RPC_URL"].filter((name) => set[name] !== undefined).concat(byId ?? []);
}

/** The sets of `CHAIN_<id>_*`: of each chain its variables, by what they say of it. */
function variablesById(set: Environment): Map<string, Record<string, string>> {
  const byId = new Map<string, Record<string, string>>();
  for (const [name, value] of Object.entries(set)) {
    const [, id = "", part = ""] = BY_ID.exec(name) ?? [];
    if (id === "" || value === undefined) continue;
    byId.set(id, { ...byId.get(id), [part]: value });
  }
  return byId;
}

/** One chain from its set: `CHAIN_<id>_FEE_PROXY` is what an entry of `CHAINS` calls `feeProxy`, and so are the others. */
function entryOf(id: string, variables: Readonly<Record<string, string>>): Entry {
  const nameOf = (part: string) => `CHAIN_${id}_${part}`;
  const unknown = Object.keys(variables).find((part) => part === "ID" || !KEYS.has(part));
  if (unknown !== undefined) throw new WrongSetting(nameOf(unknown), "says nothing of a chain");
  const parsed = entrySchema.safeParse({
    id,
    ...Object.fromEntries(Object.entries(variables).map(([part, value]) => [KEYS.get(part), value])),
  });
  if (!parsed.success) throw wrongIn(parsed.error, ([key]) => nameOf(inCapitals(String(key))));
  return parsed.data;
}

function single(env: ChainEnv): Entry {
  if (env.CHAIN_RPC_URL === undefined) throw new WrongSetting("CHAIN_RPC_URL", "is not set");
  if (env.CHAIN_ID === undefined) throw new WrongSetting("CHAIN_ID", "is not set");
  return {
    id: env.CHAIN_ID,
    rpcUrl: env.CHAIN_RPC_URL,
    name: env.CHAIN_NAME,
    tokens: env.CHAIN_TOKENS,
    feeProxy: env.CHAIN_FEE_PROXY,
    explorerUrl: env.CHAIN_EXPLORER_URL,
  };
}

function listed(json: string): Entry[] {
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch {
    throw new WrongSetting("CHAINS", "must be a JSON list");
  }
  const parsed = z.array(entrySchema).min(1).safeParse(raw);
  if (!parsed.success)
    throw wrongIn(
      parsed.error,
      ([index, ...rest]) => `CHAINS${index === undefined ? "" : `[${String(index)}]`}${rest.map((key) => `.${String(key)}`).join("")}`,
    );
  return parsed.data;
}

function complete<Needed extends ChainPart, Taken extends ChainPart>(
  entry: Entry,
  env: ChainEnv,
  { needs, takes }: { needs: readonly Needed[]; takes: readonly Taken[] },
  nameOf: (part: ChainPart) => string,
): ChainSettings<Needed> & Readonly<Partial<Pick<Parts, Taken>>> {
  const given: { readonly [Part in ChainPart]: Parts[Part] | undefined } = {
    tokens: entry.tokens,
    feeProxy: entry.feeProxy,
    escrowWallet: entry.escrowWallet ?? env.ESCROW_WALLET_ADDRESS,
    receiverWallet: entry.receiverWallet ?? ofItsKind(env.RECEIVER_WALLET_ADDRESS, entry.id),
    // Nothing is derived from it where payments have no addresses of their own.
    xpub: isPaidByMemo(entry.id) ? "" : (entry.xpub ?? env.DERIVED_DESTINATION_XPUB),
    custodyKeyFile: entry.custodyKeyFile ?? env.CUSTODY_KEY_FILE,
  };
  const { receiverWallet: receiver } = given;
  if (receiver !== undefined && addressFault(receiver, entry.id) !== null)
    throw new WrongSetting(nameOf("receiverWallet"), `is no address on ${entry.id}`);
  const missing = needs.find((part) => given[part] === undefined);
  if (missing !== undefined) throw new WrongSetting(nameOf(missing), "is not set");
  const parts = Object.fromEntries([...needs, ...takes].map((part) => [part, given[part]])) as Pick<Parts, Needed> &
    Partial<Pick<Parts, Taken>>;
  const deep = entry.confirmations ?? env.TRANSACTION_SAFETY_MIN_CONFIRMATIONS ?? 12;
  const reorgDepth = entry.reorgDepth ?? env.CHAIN_REORG_DEPTH ?? REORG_DEPTH;
  // Else a deposit would be too old for a reorg on the day it is credited.
  if (reorgDepth <= deep) throw new WrongSetting("CHAIN_REORG_DEPTH", `must be more than the ${deep} confirmations of ${entry.id}`);
  return {
    chain: entry.id,
    name: entry.name ?? entry.id,
    rpcUrls: entry.rpcUrl,
    requireFinalized: (entry.finality ?? env.CHAIN_FINALITY ?? "finalized") === "finalized",
    confirmations: deep,
    reorgDepth,
    explorer: entry.explorerUrl ?? null,
    ...parts,
  };
}

/** The wallet for all chains is one on those where such addresses are; on others none is named. */
function ofItsKind(address: string | undefined, chain: string): string | undefined {
  return address === undefined || addressFault(address, chain) !== null ? undefined : address;
}

function wrongIn(error: z.ZodError, nameOf: (path: readonly PropertyKey[]) => string): WrongSetting {
  const [issue] = error.issues;
  return new WrongSetting(nameOf(issue?.path ?? []), issue?.code === "invalid_type" ? "is not set" : (issue?.message ?? "is wrong"));
}

/** A chain's policy and our addresses on it, as payment reads them. */
export function specOf(settings: ChainSettings<"escrowWallet"> & Partial<ChainSettings<"feeProxy" | "receiverWallet">>): ChainSpec {
  const { chain, name, confirmations, reorgDepth, requireFinalized, escrowWallet, receiverWallet: receiver, explorer } = settings;
  return { chain, name, confirmations, reorgDepth, requireFinalized, escrowWallet, receiver, proxy: settings.feeProxy ?? null, explorer };
}

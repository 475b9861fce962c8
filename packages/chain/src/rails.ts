import type { ChainSpec, CustodyRail, IntakeRail, PayInRail } from "@amanat/payment";
import { evmRail } from "./evm/rail.ts";
import { tonRail } from "./ton/rail.ts";
import { WrongSetting } from "@amanat/env";
import { type ChainSettings, specOf } from "@amanat/payment/chain-settings";

/** Something that can be held on a chain, as the chain itself says it. */
export type AssetFacts = {
  /** CAIP-19. */
  readonly id: string;
  /** Where its token is; null for the chain's native coin, which pays for gas. */
  readonly token: string | null;
  readonly symbol: string;
  readonly name: string;
  readonly decimals: number;
};

/** Reads of a chain that no money hangs on. */
export type ChainReader = {
  readonly chain: string;
  head(): Promise<number>;
  /** The tokens at these addresses, and after them the chain's native coin. Errors: UPSTREAM_ERROR. */
  assets(tokens: readonly string[]): Promise<readonly AssetFacts[]>;
  /** Throws where nobody could pay through this contract; the error says why. Errors: UPSTREAM_ERROR. */
  checkProxy(contract: string, token: string): Promise<void>;
  /** Whether a contract that is somebody's wallet takes a signature as its own. Errors: UPSTREAM_ERROR. */
  readonly smartWallets: { accepts(proof: { address: `0x${string}`; message: string; signature: `0x${string}` }): Promise<boolean> };
};

/** The latest round of a price feed, as its chain says it: nothing of it is judged yet. Times are seconds of the epoch, on the chain's clock. */
export type RoundOfFeed = {
  /** In US dollars, times 10^decimals. May be anything the contract says, also zero or less. */
  readonly answer: bigint;
  readonly decimals: number;
  readonly updatedAt: number;
  /** The longest that the feed says nothing while it is alive. */
  readonly heartbeatSeconds: number;
  /** On a chain whose blocks come from one sequencer: whether it is up, and since when it is either. */
  readonly sequencer: { readonly up: boolean; readonly since: number } | null;
};
/** Errors: UPSTREAM_ERROR. */
export type PriceFeed = () => Promise<RoundOfFeed>;

/** Where a chain is asked. */
export type ChainNodes = Pick<ChainSettings, "chain" | "name" | "rpcUrls">;

/** A chain without a fee proxy is paid on by plain transfer alone; of one without a receiver no fees are withdrawn. */
type Proxied = Partial<Pick<ChainSettings<"feeProxy" | "receiverWallet">, "feeProxy" | "receiverWallet">>;
export type CustodySettings = ChainSettings<"tokens" | "escrowWallet" | "custodyKeyFile"> & Proxied;

/** What the worker has of a chain. */
type WorkerSide = Omit<CustodyRail, "crash" | "screener"> & Pick<IntakeRail, "calls">;

/** One kind of chain: how addresses, proofs, signatures and transactions are made on all chains of its CAIP-2 namespace. */
export interface RailKind {
  payIn(settings: ChainSettings<"xpub">, spec: ChainSpec): PayInRail;
  custody(settings: CustodySettings, spec: ChainSpec): WorkerSide;
  /** Whether a contract on the chain lists an address as sanctioned; null where the chain has no such contract. Errors: UPSTREAM_ERROR. */
  sanctions(settings: ChainSettings): (address: string) => Promise<boolean | null>;
  /** The price feeds on the chain, by the coin each prices in US dollars. None on most chains. */
  prices(settings: ChainNodes): ReadonlyMap<string, PriceFeed>;
  /** `timeoutMs`: the longest wait for one answer of one node. */
  reader(settings: ChainSettings, timeoutMs: number): ChainReader;
}

/** Every kind of chain there is a rail for, by CAIP-2 namespace. */
const KINDS: Readonly<Partial<Record<string, RailKind>>> = { eip155: evmRail, tvm: tonRail };

function kindOf({ chain }: Pick<ChainSettings, "chain">): RailKind {
  const kind = KINDS[chain.split(":")[0] ?? ""];
  if (kind === undefined) throw new WrongSetting("CHAINS", `there is no rail for ${chain}`);
  return kind;
}

/** The web process's side of a chain. It holds no key. */
export function openPayInRail(settings: ChainSettings<"escrowWallet" | "xpub"> & Proxied): PayInRail {
  return kindOf(settings).payIn(settings, specOf(settings));
}

/** The worker's side of a chain, with its keys. Throws WrongSetting when key file and escrow wallet are two. */
export function openCustodyRail(settings: CustodySettings): WorkerSide {
  const rail = kindOf(settings).custody(settings, specOf(settings));
  // Buyers pay to the wallet the web process names; this one has to be able to pay from it.
  if (rail.signers.escrow().address !== rail.chain.escrowWallet)
    throw new WrongSetting("ESCROW_WALLET_ADDRESS", `not the escrow wallet of CUSTODY_KEY_FILE on ${settings.chain}`);
  return rail;
}

/** Asks the contracts of these chains whether an address is sanctioned; null where the chain has none, or is not one of these. */
export function openSanctions(chains: readonly ChainSettings[]): (chain: string, address: string) => Promise<boolean | null> {
  const asked = new Map(chains.map((settings) => [settings.chain, kindOf(settings).sanctions(settings)]));
  return (chain, address) => asked.get(chain)?.(address) ?? Promise.resolve(null);
}

/** The price feeds on these chains, by chain and coin. */
export function openPriceFeeds(chains: readonly ChainNodes[]): ReadonlyMap<string, ReadonlyMap<string, PriceFeed>> {
  return new Map(chains.map((settings) => [settings.chain, kindOf(settings).prices(settings)]));
}

/** People wait for these answers; a program that starts may wait longer. */
const READER_TIMEOUT_MS = 2_500;

export function openReader(settings: ChainSettings, { timeoutMs = READER_TIMEOUT_MS }: { timeoutMs?: number } = {}): ChainReader {
  return kindOf(settings).reader(settings, timeoutMs);
}

/**
 * The outside world as payment sees it. `packages/chain` implements it, each kind of chain in a folder of its own; tests use
 * small in-memory worlds that misbehave on demand. A rail gives addresses and hashes in their one stored spelling
 * (`canonicalAddress`), so they are compared as they are. Amounts and gas prices are base units.
 */
import type { Ctx, TxCtx } from "@amanat/db";
import type { ProviderName, Rejection, Verdict } from "@amanat/contracts";
import type { CrashPoints } from "./crash-points.ts";
import type { Called } from "./providers/registry.ts";
import type { Safekeeping, SignerOf } from "./safekeeping-state.ts";

/** A chain's policy and our addresses on it. Configured in the environment; no network call. */
export interface ChainSpec {
  /** CAIP-2. */
  readonly chain: string;
  readonly name: string;
  /** Confirmations that make a transaction final; its own block is the first. */
  readonly confirmations: number;
  /** Blocks that may still leave the chain. A credited deposit that leaves it from below is not reversed: a person is needed. */
  readonly reorgDepth: number;
  /** When true, the block must also be at or below the chain's `finalized` tag. */
  readonly requireFinalized: boolean;
  /** Receives proxy payments and sweeps, and sends payouts. */
  readonly escrowWallet: string;
  /** Where the platform's earned fees are withdrawn to; left out where the operator names no wallet. Nobody of ours holds its key. */
  readonly receiver?: string | undefined;
  /** The fee proxy contract, which forwards a payment with its reference; null where the chain has none. */
  readonly proxy: string | null;
  readonly explorer: string | null;
}

/** Derives deposit addresses from the xpub alone: the web process holds no key. */
export interface DepositAddresses {
  addressAt(index: number): { address: string; path: string };
}

/** Makes payment references: the payer sends `reference`, and the chain's log shows `hash`. */
export interface PaymentReferences {
  next(): { reference: string; hash: string };
}

/** An address of ours to watch from a block on. `through`: the contract and reference of payments that come through a contract. */
export type WatchedPlace = {
  readonly chain: string;
  readonly fromBlock: number;
  readonly address: string;
  readonly through: { readonly contract: string; readonly referenceHash: string } | null;
};

/** Watches the chain for us. Idempotent; resolves once it watches. `targetId` is the public id of the intent or the wallet. */
export interface Watcher {
  watch(targetId: string, place: WatchedPlace): Promise<void>;
}

/** A watcher with a health check. `part` is its name among the parts that readiness reports. `life` throws where nobody answers. */
export interface WatchingService extends Watcher {
  readonly part: string;
  life(timeoutMs: number): Promise<{ ok: boolean; detail: string }>;
}

/**
 * A reported transfer that is to be verified. `token`, `recipient` and `through` come from our own rows, never from the report.
 */
export type Expectation = {
  readonly chain: string;
  readonly txHash: string;
  /** The reported block: a receipt in any other block makes this report `gone`. */
  readonly blockHash: string;
  /** Index of the reported log in its block. */
  readonly logIndex: number;
  readonly token: string;
  readonly recipient: string;
  readonly amount: bigint;
  /** The contract and reference it must have come through; null for a plain transfer. */
  readonly through: { readonly contract: string; readonly referenceHash: string } | null;
};

/**
 * What the chain shows. `gone`: no canonical receipt in that block (dropped, reorged, or our node lags). `pending`: everything matches, but
 * the policy is not met yet. `proved`: everything matches and is final by the policy. Outside trouble (timeouts, disagreeing nodes) throws.
 */
export type Proof =
  | {
      verdict: "proved";
      blockNumber: number;
      blockHash: string;
      /** Whose tokens came. */
      sender: string;
      /** Who signed and sent the transaction: where a contract forwards, somebody else. */
      origin: string;
      amount: bigint;
      confirmations: number;
      finalized: boolean;
    }
  | { verdict: "pending"; confirmations: number; finalized: boolean }
  | { verdict: "gone" }
  | { verdict: "rejected"; reason: Rejection };

/** What one node says of its chain. Several nodes disagree while a block spreads: what is put together from two of them is nobody's chain. */
export type ChainView = {
  readonly head: number;
  /** Number of the newest final block; null where the chain has none. */
  readonly finalized: number | null;
  /** Hashes by height. A height that the node does not have is missing. */
  readonly hashes: ReadonlyMap<number, string>;
};

export interface SettlementVerifier {
  verify(expectation: Expectation): Promise<Proof>;
  /** Number of the newest block. */
  head(chain: string): Promise<number>;
  /** The canonical blocks at these heights (at most 60), as one node has them at one time. */
  blocks(chain: string, heights: readonly number[]): Promise<ChainView>;
}

/** What is said of one address. `edition`: which edition of the provider's knowledge said it. */
export type Screened = { readonly verdict: Verdict; readonly provider: string; readonly edition: string };

/** Who knows which addresses no money may come from or go to. */
export interface Screener {
  /** False where the operator screens nobody: then nothing is asked. */
  readonly on: boolean;
  /** Throws where it can not be said now: the service is down, the list is missing or too old. Never called inside a transaction. */
  ask(ctx: Ctx, place: { chain: string; address: string }): Promise<Screened>;
  /** Whether these answers are still the newest, and stay so until this transaction ends. */
  holds(tx: TxCtx, answers: readonly Screened[]): Promise<boolean>;
}

/** What a transaction does, as its chain has it. */
export type Call = { readonly to: string; readonly data: string; readonly value: bigint };

/** A payment through the fee proxy, as a call of it says. Nothing of it is on the chain yet. Addresses and reference are lower-case. */
export type ProxyCall = {
  readonly contract: string;
  readonly token: string;
  readonly to: string;
  readonly amount: bigint;
  readonly reference: string;
  /** By which the chain's log will show the reference. */
  readonly referenceHash: string;
  readonly feeAmount: bigint;
  readonly feeAddress: string;
};

/** Reads calls that somebody else has made, before a payer could sign them. Asks nobody. */
export interface CallReader {
  /** Null for any other call, for one that says more or less than a payment does, and for one that sends native coin. */
  proxyPayment(call: Call): ProxyCall | null;
  /** The allowance that a call gives; null for any other call. */
  allowance(call: Call): { readonly token: string; readonly spender: string; readonly amount: bigint } | null;
}

export type UnsignedTx = Call & {
  readonly chain: string;
  readonly nonce: number;
  readonly gas: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
};

/** Signs locally, without any network: it is called inside a transaction that holds the nonce. */
export interface TransferSigner {
  readonly address: string;
  sign(tx: UnsignedTx): Promise<{ raw: string; hash: string }>;
}

/** Keys. Only the worker has them. */
export interface Signers {
  escrow(): TransferSigner;
  derived(index: number): TransferSigner;
}

export type Fees = { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint };

/** One transfer of a token, as a transaction shows it. */
export type TransferLog = {
  readonly logIndex: number;
  readonly token: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
};

/** A mined transaction, canonical at the time of the call. `gasCost` is gasUsed × effectiveGasPrice. */
export type TxOutcome = {
  readonly status: "success" | "reverted";
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly confirmations: number;
  readonly finalized: boolean;
  readonly gasCost: bigint;
  readonly transfers: readonly TransferLog[];
};

export interface Broadcaster {
  /** Sends a raw transaction. Sending it again answers `known`, also when it is mined already. Transport trouble throws. */
  broadcast(raw: string): Promise<"accepted" | "known" | { rejected: string }>;
  /** The receipt on the canonical chain; null when there is none. */
  outcome(txHash: string): Promise<TxOutcome | null>;
  /** Gas units of the call, or the reason it would revert. */
  estimateGas(call: Call & { from: string }): Promise<bigint | { reverts: string }>;
  fees(): Promise<Fees>;
  nativeBalance(address: string): Promise<bigint>;
  /**
   * An address's native balance in the newest final block (by the chain's policy), and that block's number. Absent where a chain takes rent
   * from a balance: there it can not be compared with what came and went.
   */
  nativeAt?(address: string): Promise<{ block: number; balance: bigint }>;
  tokenBalance(token: string, address: string): Promise<bigint>;
  /**
   * What these addresses hold in one final block (by the chain's policy), in the order asked; native coin where `token` is null. All of it is of
   * that block, or it throws. Where `nativeAt` is absent, native coin is not asked for.
   */
  balancesAt(
    places: readonly { readonly token: string | null; readonly address: string }[],
  ): Promise<{ block: number; balances: bigint[] }>;
  /** Mined transactions of this address: the chain's next nonce at `latest`. */
  transactionCount(address: string): Promise<number>;
  /** What has to be signed to send a token, or native coin where `token` is null. May have to ask where our tokens of it lie; the answer never changes. */
  transferCall(transfer: { token: string | null; to: string; amount: bigint }): Promise<Call>;
}

/** The evidence by which two accounts are likely one person. */
export type Relation = { readonly people: readonly [string, string]; readonly by: "mailbox" | "device" | "wallet" };

/** What approving needs to know about people, whose rows belong to another context. Supplied by the composition. */
export interface PeoplePort {
  /** Since when this admin may decide; null for a person who is no admin. */
  decidesFrom(ctx: Ctx, userId: string): Promise<Date | null>;
  /** Which of these accounts are likely one person. `wallets`: addresses known to be theirs. */
  related(ctx: Ctx, ids: readonly string[], wallets: ReadonlyMap<string, readonly string[]>): Promise<readonly Relation[]>;
}

/** The chains of this installation by CAIP-2 name. Made by `railsOf`. */
export type Rails<Rail> = ReadonlyMap<string, Rail>;

/** One chain for the web process: where to pay. */
export type PayInRail = {
  readonly chain: ChainSpec;
  /** Null where a payment has no address of its own: it goes to the escrow wallet, with a memo that names it. */
  readonly addresses: DepositAddresses | null;
  readonly references: PaymentReferences;
  /** Absent where addresses sign no texts. */
  readonly signerOf?: SignerOf;
  /** A link that opens a wallet: a plain transfer of `amount` of the token to `to`, with its memo where payments have one. */
  paymentUri(payment: { token: string; to: string; amount: bigint; memo?: string }): string;
};

/** One chain for reading deposits in the worker. */
export type IntakeRail = {
  readonly chain: ChainSpec;
  /** Every place is watched by all of them, so that one may be down. */
  readonly watchers: readonly Watcher[];
  readonly verifier: SettlementVerifier;
  /** Where payments go through contracts. */
  readonly calls?: CallReader;
  readonly screener: Screener;
  readonly crash?: CrashPoints;
};

/** One chain for moving money in the worker. */
export type CustodyRail = {
  readonly chain: ChainSpec;
  readonly verifier: SettlementVerifier;
  readonly signers: Signers;
  readonly broadcaster: Broadcaster;
  readonly screener: Screener;
  readonly crash?: CrashPoints;
};

/** Each provider's configuration, opaque to everybody else; null when it is not in use. Made by `readProviders`. */
export type ProviderSettings = Readonly<Record<ProviderName, unknown>>;

/** What the web process needs to show where to pay and to judge who may approve. */
export type PayInPorts = {
  readonly people?: PeoplePort;
  /** Absent in a process that approves nothing. */
  readonly safekeeping?: Safekeeping;
  /** The configuration of each provider; null for one that is not in use. */
  readonly providers: ProviderSettings;
  readonly rails: Rails<PayInRail>;
};

/** The chains in use and our addresses on them. */
export type ChainPorts = { readonly rails: Rails<{ readonly chain: ChainSpec }> };

/** In `live`, deliveries of a provider's test mode are stored and never acted on. */
export type ProviderMode = "live" | "test";

/** What the worker needs to read deposits on every chain. `mode`: live where it is not said. */
export type IntakePorts = { readonly rails: Rails<IntakeRail>; readonly mode?: ProviderMode };

/** What the worker needs to ask providers. */
export type ProviderPorts = { readonly rails: Rails<IntakeRail>; readonly providers: readonly Called[] };

/** What payment's procedures need of the process that answers them. */
export type PaymentCall = { readonly services: { readonly payIn: PayInPorts } };

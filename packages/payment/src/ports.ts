/**
 * The outside world as payment sees it. `packages/chain` implements these for EVM chains; tests use
 * small in-memory worlds that misbehave on demand. Addresses and hashes are lower-case everywhere
 * except where a doc comment says otherwise; amounts and gas are base units (wei for gas).
 */
import type { Ctx } from "@amanat/db";
import type { ProviderName, Rejection } from "@amanat/contracts";

/** What we know of a chain without asking it: its policy and our places on it, deploy-fixed values from the environment. */
export interface ChainSpec {
  /** CAIP-2, e.g. `eip155:31337`. */
  readonly chain: string;
  readonly name: string;
  /** Blocks that must stand on top of a transaction, its own block counted as one. */
  readonly confirmations: number;
  /** When true, the chain's own `finalized` tag must have passed the block as well. */
  readonly requireFinalized: boolean;
  /** Where proxy payments and sweeps go and payouts come from. */
  readonly escrowWallet: string;
  /** The contract that sends a payment on with its reference; null where the chain has none. */
  readonly proxy: string | null;
  readonly explorer: string | null;
}

/** Deposit addresses from the xpub alone: the web process holds no key. */
export interface DepositAddresses {
  addressAt(index: number): { address: string; path: string };
}

/** What a payment through the contract is told by: `reference` is what its payer sends, `hash` what the chain's log shows of it. */
export interface PaymentReferences {
  next(): { reference: string; hash: string };
}

/** A place of ours to be watched from a block on; `through`: payments that come by a contract, where there are any. */
export type WatchedPlace = {
  readonly chain: string;
  readonly fromBlock: number;
  readonly address: string;
  readonly through: { readonly contract: string; readonly referenceHash: string } | null;
};

/** Who watches the chain for us. Idempotent; resolves once it watches. `targetId` is the public id of the intent or the wallet. */
export interface Watcher {
  watch(targetId: string, place: WatchedPlace): Promise<void>;
}

/** A watcher that can be asked how it is; `part` is what it is called among the parts that must work. No answer throws. */
export interface WatchingService extends Watcher {
  readonly part: string;
  life(timeoutMs: number): Promise<{ ok: boolean; detail: string }>;
}

/**
 * A transfer we were told about, to be proved. `token`, `recipient` and `through` come
 * from our own rows, never from the report.
 */
export type Expectation = {
  readonly chain: string;
  readonly txHash: string;
  /** The block the report named: a receipt in any other block is `gone` for this report. */
  readonly blockHash: string;
  /** Position in the block of the log the scanner reported. */
  readonly logIndex: number;
  readonly token: string;
  readonly recipient: string;
  readonly amount: bigint;
  /** The contract it has to have come through, with this reference; null for a plain transfer. */
  readonly through: { readonly contract: string; readonly referenceHash: string } | null;
};

/**
 * What the chain itself says. `gone`: no canonical receipt in that block (dropped, reorged, or our node
 * lags). `pending`: everything matches but the policy is not met yet. `proved`: matches, deep enough,
 * and final where the policy asks for it. Outside trouble (timeouts, disagreeing nodes) throws.
 */
export type Proof =
  | { verdict: "proved"; blockNumber: number; blockHash: string; sender: string; amount: bigint; confirmations: number; finalized: boolean }
  | { verdict: "pending"; confirmations: number; finalized: boolean }
  | { verdict: "gone" }
  | { verdict: "rejected"; reason: Rejection };

export interface SettlementVerifier {
  verify(expectation: Expectation): Promise<Proof>;
  /** Number of the newest block. */
  head(chain: string): Promise<number>;
}

export type UnsignedTx = {
  readonly chain: string;
  readonly nonce: number;
  readonly to: string;
  readonly data: string;
  readonly value: bigint;
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

/** One decoded ERC-20 `Transfer` log of a receipt. */
export type TransferLog = {
  readonly logIndex: number;
  readonly token: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
};

/** A mined transaction, canonical at the moment of asking. `gasCost` is gasUsed × effectiveGasPrice. */
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
  /** Sends a raw transaction. The same raw twice is `known`, also when it is already mined. Transport trouble throws. */
  broadcast(raw: string): Promise<"accepted" | "known" | { rejected: string }>;
  /** The receipt as the canonical chain has it now; null when it has none. */
  outcome(txHash: string): Promise<TxOutcome | null>;
  /** Gas units the call would use, or why it would revert. */
  estimateGas(call: { from: string; to: string; data: string; value: bigint }): Promise<bigint | { reverts: string }>;
  fees(): Promise<Fees>;
  nativeBalance(address: string): Promise<bigint>;
  /** Native coin of an address in the newest block that is final by the chain's policy, and that block's number. */
  nativeAt(address: string): Promise<{ block: number; balance: bigint }>;
  tokenBalance(token: string, address: string): Promise<bigint>;
  /** Transactions mined from this address: the chain's next nonce at `latest`. */
  transactionCount(address: string): Promise<number>;
  /** Calldata of ERC-20 `transfer(to, amount)`. */
  tokenTransferData(to: string, amount: bigint): string;
}

/** Every place where a crash must leave nothing lost and nothing doubled. Each name is "just after". */
export const CRASH_POINTS = [
  "intent.registered",
  "deposit.verified",
  "deposit.credited",
  "payout.signed",
  "payout.sent",
  "payout.broadcast",
  "payout.mined",
  "payout.settled",
  "sweep.signed",
  "sweep.sent",
  "sweep.broadcast",
  "sweep.mined",
  "sweep.settled",
  "native.booked",
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Fault injection: tests throw or kill the process here. Absent everywhere else. */
export interface CrashPoints {
  at(point: CrashPoint): Promise<void>;
}

/** By what two accounts are taken for one person. */
export type Relation = { readonly people: readonly [string, string]; readonly by: "mailbox" | "device" | "wallet" };

/** What approving must know of people, whom payment keeps no rows of. Supplied by the composition. */
export interface PeoplePort {
  /** From when on an admin decides; null for who is none. */
  decidesFrom(ctx: Ctx, userId: string): Promise<Date | null>;
  /** Which of these accounts are likely one person; `wallets`: addresses we know to be theirs. */
  related(ctx: Ctx, ids: readonly string[], wallets: ReadonlyMap<string, readonly string[]>): Promise<readonly Relation[]>;
}

/** The rails of this installation by the CAIP-2 name of their chain. Made by `railsOf`. */
export type Rails<Rail> = ReadonlyMap<string, Rail>;

/** One chain as the web process knows it: where to pay. */
export type PayInRail = {
  readonly chain: ChainSpec;
  readonly addresses: DepositAddresses;
  readonly references: PaymentReferences;
  /** A link that wallets open: a plain transfer of `amount` of the token to `to`. */
  paymentUri(payment: { token: string; to: string; amount: bigint }): string;
};

/** One chain as the worker reads it: what it needs to believe a deposit there. */
export type IntakeRail = {
  readonly chain: ChainSpec;
  /** All of them watch each place: where one is down, another tells of it. */
  readonly watchers: readonly Watcher[];
  readonly verifier: SettlementVerifier;
  readonly crash?: CrashPoints;
};

/** One chain as the worker writes to it: what it needs to move money there. */
export type CustodyRail = {
  readonly chain: ChainSpec;
  readonly verifier: SettlementVerifier;
  readonly signers: Signers;
  readonly broadcaster: Broadcaster;
  readonly crash?: CrashPoints;
};

/** What each provider reads of the environment, only it knows what; null where it is not in use. Made by `readProviders`. */
export type ProviderSettings = Readonly<Record<ProviderName, unknown>>;

/** What the web process needs to show where to pay, and to judge who may approve paying out. */
export type PayInPorts = {
  readonly people?: PeoplePort;
  /** What the providers are configured with: which of them are in use here. */
  readonly providers: ProviderSettings;
  readonly rails: Rails<PayInRail>;
};

/** Which chains are in use, and which places on them are ours. */
export type ChainPorts = { readonly rails: Rails<{ readonly chain: ChainSpec }> };

/** What the worker needs to note what arrived, on whichever chain. */
export type IntakePorts = { readonly rails: Rails<IntakeRail> };

/** What the procedures ask of the process that answers them. */
export type PaymentCall = { readonly services: { readonly payIn: PayInPorts } };

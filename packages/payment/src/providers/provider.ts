import { DomainError, type PayWay, type ProviderName } from "@amanat/contracts";
import type { Prisma } from "@amanat/db";
import type * as z from "zod";
import type { AssetRow, IntentRow, WayRow } from "../internal/rows.ts";
import type { IntakeRail, PayInRail, WatchingService } from "../ports.ts";
import type { Ask } from "./ask.ts";
import type { Breaker } from "./breaker.ts";

/** The capabilities a provider may have. Each is a method; a missing method answers NOT_SUPPORTED. */
export const METHODS = [
  "createPayInIntent",
  "getPayInStatus",
  "handleProviderWebhook",
  "createHostedPaymentLink",
  "createReleaseInstruction",
  "createRefundInstruction",
  "getPayoutStatus",
  "searchProviderPayments",
] as const;
export type Capability = (typeof METHODS)[number];

/** A webhook's headers, with names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * What a provider stores for an intent when it offers a way to pay. `asks`: the worker first asks the provider, and nobody pays by it before.
 * `looks`: the worker asks it what became of the payment.
 */
export type NewWay = {
  reference: string | null;
  referenceHash: string | null;
  data: Prisma.InputJsonObject;
  asks?: boolean;
  looks?: boolean;
};

/** A payment that is asked of a provider. */
export type AskedPayment = { readonly intent: IntentRow; readonly asset: AssetRow; readonly way: WayRow; readonly rail: IntakeRail };

/** A provider's answer that is not what it was asked for. No further try makes it right, and an operator is told. */
export class WrongAnswer extends DomainError {
  constructor(provider: string, why: string) {
    super("UPSTREAM_ERROR", `${provider} answers otherwise than asked: ${why}.`);
  }
}

/** Money that its service is asked to pay on to the payment's own address. `id`: the same each time it is asked. */
export type Forward = { readonly id: string; readonly to: string; readonly amount: bigint; readonly asset: AssetRow };

/** What a look at a payment needs beside its way. `forwards`: what its service was asked to pay on, the oldest first. */
export type Look = { readonly way: WayRow; readonly asset: AssetRow; readonly forwards: readonly Pick<Forward, "id" | "amount">[] };

/** `held`: what its service says it has taken of the payment in all, in base units, where it takes money itself. */
export type Looked = ProviderPayment & { readonly held?: bigint };

/** What the worker asks of a provider over the network. Every question goes through `Ask`, and so through the provider's circuit. */
export interface ProviderApi {
  /**
   * Asks for a payment of the intent. The answer is compared with the intent in every field that moves money.
   * Errors: ServiceAway, UPSTREAM_ERROR (refused), WrongAnswer.
   */
  askPayment(asked: AskedPayment): Promise<NewWay>;
  /** What the provider says of the payment now; null while there is nothing to note. Errors: ServiceAway, UPSTREAM_ERROR. */
  lookAt(look: Look): Promise<Looked | null>;
  /** Has it pay money that it took on to us. Asked once for each id. Absent where it takes none. Errors: ServiceAway, UPSTREAM_ERROR. */
  forward?(forward: Forward): Promise<void>;
  /** Whether it answers us. Errors: ServiceAway, UPSTREAM_ERROR. */
  ping(): Promise<void>;
}

/** How the chain's logs show a payment through a contract: the contract, the receiving address, and the reference. */
export type Through = { contract: string; to: string; referenceHash: string };

/**
 * The webhook's delivery. `target` (what it is about) and `origin` (the transaction) decide its turn in the inbox, and nothing else. `fact`: what
 * it tells; a delivery of any other name that tells the same is not stored. `test`: it comes from the provider's test mode.
 */
export type SignedWebhook = { deliveryId: string; event: string; target: string; origin: string; fact?: string; test?: boolean };

/** A payment as its provider reports it: a hint, never a proof. */
export type ProviderPayment = {
  reference: string;
  /** Lower-case. */
  txHash: string | null;
  status: string;
  /** Whether it says that money has been sent: then the chain has to show it soon. */
  paid: boolean;
};

/** A reported transfer: where to look on the chain, not a proof that it is there. */
export type TransferReport = {
  event: "detected" | "confirming" | "confirmed" | "reorged";
  /** The watched target: an intent's public id, or a wallet's target id. */
  targetId: string;
  transfer: {
    chain: string;
    blockNumber: number;
    blockHash: string;
    txHash: string;
    logIndex: number;
    token: string;
    from: string;
    to: string;
    amount: string;
    via: "deposit" | "proxy";
    referenceHash: string | null;
  };
  /** Further logs in the same transaction, of tokens we do not accept, to the same address. */
  also?: number | undefined;
  confirmations: number;
  finalized: boolean;
};

/** A stored webhook as its provider reads it. None of it credits money. */
export type News = { report: TransferReport } | { payment: ProviderPayment } | { nothing: string };

type PayIn = { intent: IntentRow; rail: PayInRail };

/** Arguments and results of each method. `Settings` is the provider's configuration. */
export interface Methods<Settings> {
  /** The way to pay that it offers for an intent with a fresh deposit address. No network. */
  createPayInIntent(payIn: PayIn, settings: Settings): NewWay;
  /** The state of a payment from its own rows, for people to read. */
  getPayInStatus(way: WayRow): ProviderPayment | null;
  /**
   * Checks a webhook's signature over the raw bytes. Null when it is wrong. Must not throw, whatever the input.
   */
  handleProviderWebhook(webhook: { raw: Uint8Array; headers: Headers; at: Date }, settings: Settings): SignedWebhook | null;
  /** The provider's own payment page. */
  createHostedPaymentLink(payIn: PayIn, settings: Settings): Promise<{ url: string }>;
  createReleaseInstruction(payout: { id: string; amount: bigint; destination: string }, settings: Settings): Promise<{ reference: string }>;
  createRefundInstruction(payout: { id: string; amount: bigint; destination: string }, settings: Settings): Promise<{ reference: string }>;
  getPayoutStatus(reference: string, settings: Settings): Promise<{ status: string; txHash: string | null }>;
  searchProviderPayments(query: { reference?: string; txHash?: string }, settings: Settings): Promise<readonly ProviderPayment[]>;
}

/** What every provider has beside its methods. */
interface Traits<Settings> {
  readonly name: ProviderName;
  /** The environment variables it reads. */
  readonly variables: readonly string[];
  /** Those of them that the worker reads, which calls it. */
  readonly callVariables?: readonly string[];
  /** Reads its configuration from them; null when it is not in use. */
  readonly settings: z.ZodType<Settings | null>;
  /** The secret ones among its variables. */
  readonly secrets: readonly string[];
  /** The HTTP status it expects once its webhook is stored. */
  readonly stored: 200 | 202;
  /** Whether payments of this asset, on its chain, can be made through it. */
  offeredOn(rail: Pick<PayInRail, "chain">, settings: Settings, assetId: string): boolean;
  /** It takes the payer's money itself and pays it on to us: what it was told of is looked at without delay. */
  readonly forwards?: true;
  /** How the payer pays the amount that is still due, in the words of the wire. */
  wayToPay(asked: PayIn & { way: WayRow; asset: AssetRow; remaining: bigint }): PayWay;
  /** How its payments show on the chain; null for plain transfers to the intent's own address. */
  through(way: WayRow): Through | null;
  /** Reads a stored webhook. Must not throw, whatever it holds. */
  readWebhook(webhook: { event: string; raw: string }): News;
  /** It asks us what a payer is to pay, and shows that. */
  readonly questions?: {
    /** The public id of the payment that it names, whatever it is; null when the signature over the raw bytes is wrong. Must not throw. */
    read(asked: { raw: Uint8Array; headers: Headers }, settings: Settings): string | null;
    /** `back`: where the payer comes from. */
    answer(
      asked: PayIn & { asset: AssetRow; remaining: bigint; back: string },
      settings: Settings,
    ): { body: string; headers: Record<string, string> };
  };
  /** Watches the chain for us, for the payments of every provider. */
  watcher?(settings: Settings, breaker: Breaker): WatchingService;
  /** Its service; null where it is not asked. */
  api?(settings: Settings, ask: Ask): ProviderApi | null;
}

export type PaymentProvider<Settings = unknown> = Traits<Settings> & Methods<Settings> & { readonly capabilities: readonly Capability[] };

/** Makes a provider from the methods it has. Every other method answers NOT_SUPPORTED. */
export function defineProvider<Settings>(own: Traits<Settings> & Partial<Methods<Settings>>): PaymentProvider<Settings> {
  const refusing = (method: Capability) => (): never => {
    throw new DomainError("NOT_SUPPORTED", `${own.name} has no ${method}.`);
  };
  const missing = METHODS.filter((method) => own[method] === undefined);
  // Given methods and refusing methods together are all methods.
  const methods = Object.fromEntries(missing.map((method) => [method, refusing(method)])) as Partial<Methods<Settings>>;
  const all = { ...methods, ...own } as Traits<Settings> & Methods<Settings>;
  return { ...all, capabilities: METHODS.filter((method) => !missing.includes(method)) };
}

/** A webhook's body; null when it is not JSON. */
export function jsonIn(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

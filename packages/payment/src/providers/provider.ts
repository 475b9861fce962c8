import { DomainError, type PayWay, type ProviderName } from "@amanat/contracts";
import type { Prisma } from "@amanat/db";
import type * as z from "zod";
import type { AssetRow, IntentRow, WayRow } from "../internal/rows.ts";
import type { PayInRail, WatchingService } from "../ports.ts";

/** What a provider may be able to do. A method it has not got answers NOT_SUPPORTED, and is no capability of it. */
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

/** Headers of a webhook, their names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a provider keeps of an intent, as it is written the first time. */
export type NewWay = { reference: string | null; referenceHash: string | null; data: Prisma.InputJsonObject };

/** What the chain's logs show of a payment that comes through a contract: which one, where it went, and the reference. */
export type Through = { contract: string; to: string; referenceHash: string };

/** Who says what; `target` and `origin` are what it is about and which transaction made it: for its turn, never for its meaning. */
export type SignedWebhook = { deliveryId: string; event: string; target: string; origin: string };

/** A payment as its provider tells it: a hint, never proof. */
export type ProviderPayment = { reference: string; txHash: string | null; status: string };

/** A transfer that somebody who watches the chain has seen: where to look for it, and never that it is there. */
export type TransferReport = {
  event: "detected" | "confirming" | "confirmed" | "reorged";
  /** The place it was seen at, as it was given to be watched: an intent's, or a wallet's of ours. */
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
  /** More logs of tokens we do not take, for the same place in the same transaction. */
  also?: number | undefined;
  confirmations: number;
  finalized: boolean;
};

/** What a stored webhook says. Whatever it is, none of it credits. */
export type News = { report: TransferReport } | { payment: ProviderPayment } | { nothing: string };

type PayIn = { intent: IntentRow; rail: PayInRail };

/** What each method is asked and what it answers. `Settings` is what the provider reads of the environment. */
export interface Methods<Settings> {
  /** The way of paying it offers for an intent that has just got its address. No network. */
  createPayInIntent(payIn: PayIn): NewWay;
  /** What it knows of a payment: from its own rows, for people to read. */
  getPayInStatus(way: WayRow): ProviderPayment | null;
  /**
   * Whether a webhook is the provider's: its signature is checked on the bytes that came. Null where it is not. Must not throw,
   * whatever comes.
   */
  handleProviderWebhook(webhook: { raw: Uint8Array; headers: Headers; at: Date }, settings: Settings): SignedWebhook | null;
  /** A page of the provider's where the payer pays. */
  createHostedPaymentLink(payIn: PayIn, settings: Settings): Promise<{ url: string }>;
  createReleaseInstruction(payout: { id: string; amount: bigint; destination: string }, settings: Settings): Promise<{ reference: string }>;
  createRefundInstruction(payout: { id: string; amount: bigint; destination: string }, settings: Settings): Promise<{ reference: string }>;
  getPayoutStatus(reference: string, settings: Settings): Promise<{ status: string; txHash: string | null }>;
  searchProviderPayments(query: { reference?: string; txHash?: string }, settings: Settings): Promise<readonly ProviderPayment[]>;
}

/** What a provider is beside its methods. */
interface Traits<Settings> {
  readonly name: ProviderName;
  /** What it reads of the environment; answers null where this installation does not use it. */
  readonly settings: z.ZodType<Settings | null>;
  /** The variables among it that are secret. */
  readonly secrets: readonly string[];
  /** What it expects to hear when a webhook of its was stored. */
  readonly stored: 200 | 202;
  /** Whether it can be paid by on this chain. */
  offeredOn(rail: Pick<PayInRail, "chain">): boolean;
  /** How the payer pays: what is still to be paid, in the words of the wire. */
  wayToPay(asked: PayIn & { way: WayRow; asset: AssetRow; remaining: bigint }): PayWay;
  /** How its payments are told on the chain; null where they are plain transfers to the intent's own address. */
  through(way: WayRow): Through | null;
  /** What a stored webhook says. Must not throw, whatever it holds. */
  readWebhook(webhook: { event: string; raw: string }): News;
  /** Where it watches the chain for us, whoever the payment is by. */
  watcher?(settings: Settings): WatchingService;
}

export type PaymentProvider<Settings = unknown> = Traits<Settings> & Methods<Settings> & { readonly capabilities: readonly Capability[] };

/** A provider of what it can do: its capabilities are the methods that are given, and every other one answers NOT_SUPPORTED. */
export function defineProvider<Settings>(own: Traits<Settings> & Partial<Methods<Settings>>): PaymentProvider<Settings> {
  const refusing = (method: Capability) => (): never => {
    throw new DomainError("NOT_SUPPORTED", `${own.name} has no ${method}.`);
  };
  const missing = METHODS.filter((method) => own[method] === undefined);
  // The methods that are there and those that refuse are all the methods.
  const methods = Object.fromEntries(missing.map((method) => [method, refusing(method)])) as Partial<Methods<Settings>>;
  const all = { ...methods, ...own } as Traits<Settings> & Methods<Settings>;
  return { ...all, capabilities: METHODS.filter((method) => !missing.includes(method)) };
}

/** A webhook's body, or null where it is no JSON. */
export function jsonIn(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return null;
  }
}

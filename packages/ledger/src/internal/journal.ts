import { DomainError, MAX_AMOUNT, type TransferCode } from "@amanat/contracts";
import { derivedId } from "@amanat/db";
import { type AccountKey, codeNumber, kindNumber } from "./chart.ts";

/** One amount from one account to another of the same asset. Balance = credits − debits. */
export interface Leg {
  debit: AccountKey;
  credit: AccountKey;
  /** Base units, 1 to 2^256 − 1. */
  amount: bigint;
  code: TransferCode;
  /** The on-chain transfer this leg records, `eip155:<chain>:<txhash>:<logIndex>`; posted at most once, ever. */
  chainRef?: string;
}

/** Legs that are posted together or not at all, under an id derived from their cause. */
export interface Journal {
  id: string;
  /** In order: no floored account may fall below its floor after any leg. */
  legs: readonly Leg[];
}

/** The id of a transition's journal: the same cause always gives the same id (UUIDv5). */
export function journalId(context: string, subject: string, transition: string, ordinal = 0): string {
  return derivedId(["journal", context, subject, transition, String(ordinal)]);
}

type EncodedLeg = {
  asset: string;
  dk: number;
  ds: string;
  dp: string;
  ck: number;
  cs: string;
  cp: string;
  amount: string;
  code: number;
  ref: string | null;
};

/** A journal as the database functions take it: amounts as text, kinds and codes as numbers. */
export type EncodedJournal = { id: string; legs: EncodedLeg[] };

/** Errors: VALIDATION_ERROR (an amount outside 1 … 2^256 − 1, two assets in a leg). */
export function encode({ id, legs }: Journal): EncodedJournal {
  return { id, legs: encodeLegs(legs) };
}

function encodeLegs(legs: readonly Leg[]): EncodedLeg[] {
  return legs.map((leg) => {
    if (leg.debit.asset !== leg.credit.asset) throw new DomainError("VALIDATION_ERROR", "A leg moves one asset");
    if (leg.amount <= 0n || leg.amount > MAX_AMOUNT)
      throw new DomainError("VALIDATION_ERROR", "A leg moves between 1 and 2^256 - 1 base units");
    return {
      asset: leg.debit.asset,
      dk: kindNumber(leg.debit.kind),
      ds: leg.debit.scope ?? "",
      dp: leg.debit.party ?? "",
      ck: kindNumber(leg.credit.kind),
      cs: leg.credit.scope ?? "",
      cp: leg.credit.party ?? "",
      amount: leg.amount.toString(),
      code: codeNumber(leg.code),
      ref: leg.chainRef ?? null,
    };
  });
}

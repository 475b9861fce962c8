import { DomainError, MAX_AMOUNT, type TransferCode } from "@amanat/contracts";
import { asDomainError, type Ctx, derivedId, isRetryable, reader, sqlStateOf, type TxCtx } from "@amanat/db";
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

/** Legs that happen together or not at all, under an id derived from what caused them. */
export interface Journal {
  id: string;
  /** In order: no floored account may fall below its floor after any leg. */
  legs: readonly Leg[];
}

/** The id of the one journal of a transition: the same cause always gives the same id (UUIDv5). */
export function journalId(context: string, subject: string, transition: string, ordinal = 0): string {
  return derivedId(["journal", context, subject, transition, String(ordinal)]);
}

/** The journal as the database function takes it: amounts as text, kinds and codes as numbers. */
function encodeLegs(legs: readonly Leg[]): string {
  return JSON.stringify(
    legs.map((leg) => {
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
    }),
  );
}

/**
 * Posts a journal inside the caller's transaction, in one round trip. Anything but done or replayed
 * throws, which rolls the caller's other writes back with it.
 * Errors: INSUFFICIENT_FUNDS (a floor), LEDGER_KEY_CONFLICT (this id, or this chain reference, was posted
 * with other legs), VALIDATION_ERROR.
 */
export async function post(tx: TxCtx, journal: Journal): Promise<"done" | "replayed"> {
  const legs = encodeLegs(journal.legs);
  try {
    const [row] = await tx.tx.$queryRaw<{ outcome: "done" | "replayed" }[]>`
      SELECT ledger.post(${tx.actor.tenantId}::uuid, ${journal.id}::uuid, ${legs}::jsonb) AS outcome`;
    if (!row) throw new Error("ledger.post answered nothing");
    return row.outcome;
  } catch (error) {
    throw refusal(error);
  }
}

/** The outcomes of a lone post; the two refusals changed nothing. */
export type Outcome = "done" | "replayed" | "insufficient" | "conflict";

/**
 * Posts a journal on its own and answers a code instead of throwing. Never beside other writes: a code
 * does not roll them back.
 */
export async function tryPost(ctx: Ctx, journal: Journal): Promise<Outcome> {
  if (ctx.tx) throw new Error("tryPost is for lone posts; inside a transaction use post");
  const legs = encodeLegs(journal.legs);
  for (let run = 1; ; run += 1) {
    try {
      const [row] = await reader(ctx).$queryRaw<{ outcome: Outcome }[]>`
        SELECT ledger.try_post(${ctx.actor.tenantId}::uuid, ${journal.id}::uuid, ${legs}::jsonb) AS outcome`;
      if (!row) throw new Error("ledger.try_post answered nothing");
      return row.outcome;
    } catch (error) {
      if (run >= 6 || !isRetryable(error)) throw refusal(error);
    }
  }
}

/** Conflicts stay as they are, so that the outermost transaction runs the verb again. */
function refusal(error: unknown): unknown {
  if (isRetryable(error)) return error;
  if (sqlStateOf(error) === "AM003") return new DomainError("VALIDATION_ERROR", "The journal is malformed", { cause: error });
  return asDomainError(error);
}

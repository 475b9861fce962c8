import { BrokenInvariant, DomainError } from "@amanat/contracts";
import { asDomainError, type Ctx, type Database, isRetryable, Prisma, settle, sqlStateOf, type TxCtx, writeLast } from "@amanat/db";
import { encode, type EncodedJournal, type Journal } from "../internal/journal.ts";

/**
 * Posts a journal inside the caller's transaction, in one round trip. Anything but done or replayed throws and so rolls back the caller's
 * other writes.
 * Errors: INSUFFICIENT_FUNDS (a floor), LEDGER_KEY_CONFLICT (this id or chain reference was posted with other legs), VALIDATION_ERROR.
 */
export async function post(tx: TxCtx, journal: Journal): Promise<"done" | "replayed"> {
  const legs = JSON.stringify(encode(journal).legs);
  await settle(tx, ["ledger"]);
  try {
    const [row] = await tx.tx.$queryRaw<{ outcome: "done" | "replayed" }[]>`
      SELECT ledger.post(${tx.actor.tenantId}::uuid, ${journal.id}::uuid, ${legs}::jsonb) AS outcome`;
    if (!row) throw new BrokenInvariant("ledger.post answered nothing");
    return row.outcome;
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * `post`, but with the end of the transaction, in the one statement of everything that it writes last. For verbs that neither look at the
 * books afterwards nor post again; whoever does both is served first what was left to the end. Errors, at the end: as `post`.
 */
export function postLast(tx: TxCtx, journal: Journal): void {
  const legs = JSON.stringify(encode(journal).legs);
  const from = (n: number) => `posted_${n}`;
  writeLast(tx, `row ledger ${journal.id}`, {
    // Before the channels of events, which many wait for: money and channels are locked in one order by everybody.
    first: true,
    sql: (n) => Prisma.sql`${Prisma.raw(from(n))} AS MATERIALIZED (
      SELECT ledger.post(${tx.actor.tenantId}::uuid, ${journal.id}::uuid, ${legs}::jsonb) AS outcome)`,
    heard: {
      from,
      tell: ({ length }) => (length === 1 ? Promise.resolve() : Promise.reject(new BrokenInvariant("ledger.post answered nothing"))),
    },
  });
}

/**
 * `post` with a guard, in the same round trip. `guard` is one statement that changes the caller's own row from the required state and ends
 * with `RETURNING`. When it changes no row, nothing is posted and the result is null. Runs inside the caller's transaction. Errors: as `post`;
 * a refusal also undoes the guard's change.
 */
export async function postIf(tx: TxCtx, guard: Prisma.Sql, journal: Journal): Promise<"done" | "replayed" | null> {
  const legs = JSON.stringify(encode(journal).legs);
  try {
    const [row] = await tx.tx.$queryRaw<{ outcome: "done" | "replayed" }[]>`
      WITH guard AS (${guard})
      SELECT ledger.post(${tx.actor.tenantId}::uuid, ${journal.id}::uuid, ${legs}::jsonb) AS outcome FROM guard`;
    return row?.outcome ?? null;
  } catch (error) {
    throw refusal(error);
  }
}

/** The outcomes of a lone post. The two refusals changed nothing. */
export type Outcome = "done" | "replayed" | "insufficient" | "conflict";

/**
 * Posts a lone journal in one round trip and returns a code instead of throwing. Never use it beside other writes: a code does not roll them
 * back. Errors: VALIDATION_ERROR, BUSY, SERVICE_UNAVAILABLE.
 */
export async function tryPost(ctx: Ctx, journal: Journal): Promise<Outcome> {
  if (ctx.tx) throw new BrokenInvariant("tryPost is for lone posts; inside a transaction use post");
  return postAlone(ctx.db.pool, ctx.actor.tenantId, encode(journal));
}

/** Connections of the application's role. */
export type Pool = Database["pool"];

/** A lone post by tenant instead of context, for `tryPost` and the coalescer. */
export async function postAlone(pool: Pool, tenantId: string, journal: EncodedJournal): Promise<Outcome> {
  const call = loneCall(tenantId, journal);
  return again(async () => {
    try {
      const { rows } = await pool.query<{ outcome: Outcome }>(call);
      if (!rows[0]) throw new BrokenInvariant("the ledger answered nothing");
      return rows[0].outcome;
    } catch (error) {
      // Noticed after a change, which the server took back with the statement.
      if (sqlStateOf(error) === "AM001") return "insufficient";
      throw error;
    }
  });
}

/** A named statement is planned once per connection. A single leg, the most common case, is passed without a JSON document. */
function loneCall(tenantId: string, { id, legs }: EncodedJournal) {
  const [leg] = legs;
  if (legs.length !== 1 || leg === undefined) {
    const values = [tenantId, id, JSON.stringify(legs)];
    return { name: "ledger.try_post", text: "SELECT ledger.try_post($1, $2, $3) AS outcome", values };
  }
  const values = [tenantId, id, leg.asset, leg.dk, leg.ds, leg.dp, leg.ck, leg.cs, leg.cp, leg.amount, leg.code, leg.ref];
  const places = values.map((_, index) => `$${index + 1}`).join(", ");
  return { name: "ledger.try_post_leg", text: `SELECT ledger.try_post_leg(${places}) AS outcome`, values };
}

/** Refused journals of a batch: `malformed` ones never reached the books. */
export type BatchOutcome = Outcome | "malformed";

/** Journals of one call to `ledger.post_batch`. */
export const MAX_BATCH = 1_000;

/**
 * Posts independent journals in one round trip, each wholly or not at all, with one outcome per journal in order. A refused journal does not
 * affect its neighbours; a later one may spend what an earlier one brought. Never use it beside other writes. Errors: VALIDATION_ERROR (none,
 * too many, or a malformed leg), BUSY, SERVICE_UNAVAILABLE; then nothing was posted, and the same call may be repeated.
 */
export async function postBatch(ctx: Ctx, journals: readonly Journal[]): Promise<BatchOutcome[]> {
  if (ctx.tx) throw new BrokenInvariant("postBatch is for lone posts; inside a transaction use post");
  return postTogether(ctx.db.pool, ctx.actor.tenantId, journals.map(encode));
}

/** A batch by tenant instead of context, for `postBatch` and the coalescer. */
export async function postTogether(pool: Pool, tenantId: string, journals: readonly EncodedJournal[]): Promise<BatchOutcome[]> {
  if (journals.length === 0 || journals.length > MAX_BATCH)
    throw new DomainError("VALIDATION_ERROR", `A batch has 1 to ${MAX_BATCH} journals`);
  const values = [tenantId, JSON.stringify(journals)];
  return again(async () => {
    const { rows } = await pool.query<{ outcomes: BatchOutcome[] }>({
      name: "ledger.post_batch",
      text: "SELECT ledger.post_batch($1, $2) AS outcomes",
      values,
    });
    if (!rows[0]) throw new BrokenInvariant("ledger.post_batch answered nothing");
    return rows[0].outcomes;
  });
}

/** Runs of one lone call, the first included, before a conflict becomes BUSY. */
const ATTEMPTS = 6;

async function again<T>(call: () => Promise<T>): Promise<T> {
  for (let run = 1; ; run += 1) {
    try {
      return await call();
    } catch (error) {
      if (run >= ATTEMPTS || !isRetryable(error)) throw refusal(error);
    }
  }
}

/** Conflicts are not mapped, so that the outermost transaction runs the verb again. */
function refusal(error: unknown): unknown {
  if (isRetryable(error)) return error;
  if (sqlStateOf(error) === "AM003") return new DomainError("VALIDATION_ERROR", "The journal is malformed", { cause: error });
  return asDomainError(error);
}

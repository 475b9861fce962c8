import { type Ctx, newId, requireSystem } from "@amanat/db";

/** Rows of one piece: some hundred microseconds each, and readers of events stand behind whoever writes. */
const PER_PIECE = 500;
/** A taking that lasts longer is ended by the database. */
const LONGEST = "15min";

/** Runs one statement of a piece, in a transaction of its own. */
type Piece = <Row>(text: string, values: readonly unknown[]) => Promise<Row | undefined>;

/**
 * Takes stock of the tenant's liabilities, unless that was done less than `ageMs` ago: per asset a Merkle sum tree over every floored account
 * with a balance, all from one snapshot. Returns the number of heads made; none while another one takes stock. Heads are kept for ever, the
 * data for proofs for the newest 30. The snapshot is held by a reader, and every piece that writes is short, so that neither posting nor
 * sealing nor the readers of events notice it. What a taking left that was ended in its midst goes with the next one.
 * Errors: FORBIDDEN (not the system).
 */
export async function takeLiabilities(ctx: Ctx, ageMs: number): Promise<number> {
  requireSystem(ctx.actor);
  const { pool } = ctx.db;
  const { tenantId } = ctx.actor;
  const keeper = await pool.connect();
  let broken = true;
  try {
    await keeper.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await keeper.query(`SET LOCAL idle_in_transaction_session_timeout = '${LONGEST}'`);
    const mine = await keeper.query<{ locked: boolean; snapshot: string }>(
      "SELECT pg_try_advisory_xact_lock(hashtextextended('amanat.ledger.liabilities:' || $1, 0)) AS locked, pg_export_snapshot() AS snapshot",
      [tenantId],
    );
    const { locked = false, snapshot = "" } = mine.rows[0] ?? {};
    const made = locked && (await isDue(ctx, ageMs)) ? await takeStock(ctx, snapshot) : 0;
    await keeper.query("COMMIT");
    broken = false;
    return made;
  } finally {
    // Ending the connection ends whatever it was doing.
    keeper.release(broken);
  }
}

async function isDue({ db, actor }: Ctx, ageMs: number): Promise<boolean> {
  const { rows } = await db.pool.query<{ due: boolean }>(
    `SELECT NOT EXISTS (SELECT 1 FROM ledger.liability_head h
       WHERE h.tenant_id = $1::uuid AND h.at > clock_timestamp() - $2::bigint * interval '1 millisecond') AS due`,
    [actor.tenantId, ageMs],
  );
  return rows[0]?.due ?? false;
}

async function takeStock({ db, actor }: Ctx, snapshot: string): Promise<number> {
  const [taking, tenant] = [newId(), actor.tenantId];
  const piece: Piece = async <Row>(text: string, values: readonly unknown[]) =>
    (await db.pool.query(text, [...values])).rows[0] as Row | undefined;
  const seen: Piece = async <Row>(text: string, values: readonly unknown[]) => {
    const client = await db.pool.connect();
    let broken = true;
    try {
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ");
      await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
      const { rows } = await client.query(text, [...values]);
      await client.query("COMMIT");
      broken = false;
      return rows[0] as Row | undefined;
    } finally {
      client.release(broken);
    }
  };
  await forget(piece, tenant);
  await seen("SELECT ledger.begin_liabilities($1, $2)", [taking, tenant]);
  for (let last: string | null = "0"; last !== null;) {
    const row: { last: string | null } | undefined = await seen("SELECT ledger.draft_liabilities($1, $2, $3, $4)::text AS last", [
      taking,
      tenant,
      last,
      PER_PIECE,
    ]);
    last = row?.last ?? null;
  }
  const { rows: trees } = await db.pool.query<{ head: string; count: string }>(
    "SELECT head_id::text AS head, count::text AS count FROM ledger.liability_taking WHERE taking = $1",
    [taking],
  );
  for (const { head, count } of trees) await growTree(piece, head, Number(count));
  const finished = await piece<{ made: number }>("SELECT ledger.finish_liabilities($1) AS made", [taking]);
  await forget(piece, tenant);
  return finished?.made ?? 0;
}

/** Leaves get their places, then level follows level until a single node is left. */
async function growTree(piece: Piece, head: string, count: number): Promise<void> {
  let after: unknown = Buffer.alloc(0);
  for (let position = 0; position < count; position += PER_PIECE) {
    const row = await piece<{ last: unknown }>("SELECT ledger.place_liabilities($1, $2, $3, $4) AS last", [
      head,
      after,
      position,
      PER_PIECE,
    ]);
    after = row?.last;
  }
  for (let level = 0, nodes = count; nodes > 1; level += 1, nodes = Math.ceil(nodes / 2))
    for (let from = 0; from < nodes; from += PER_PIECE)
      await piece("SELECT ledger.raise_liabilities($1, $2, $3, $4)", [head, level, from, PER_PIECE]);
}

async function forget(piece: Piece, tenant: string): Promise<void> {
  for (let gone = 1; gone > 0;)
    gone = (await piece<{ gone: number }>("SELECT ledger.forget_liabilities($1, $2) AS gone", [tenant, 2 * PER_PIECE]))?.gone ?? 0;
}

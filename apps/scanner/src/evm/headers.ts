import type { Pool, PoolClient } from "pg";
import * as z from "zod";
import type { Header } from "./log-reader.ts";
import { rowsOf } from "../sql.ts";

const hashRow = z.object({ number: z.number(), hash: z.string() });

/** The canonical hashes we stored for a range of blocks, by number. */
export async function storedHashes(db: Pool | PoolClient, chain: string, from: number, to: number): Promise<Map<number, string>> {
  const found = await db.query(
    `select number, hash from scanner.block_header where chain = $1 and canonical and number between $2 and $3`,
    [chain, from, to],
  );
  return new Map(rowsOf(hashRow, found).map((row) => [row.number, row.hash]));
}

/** Stores headers as canonical; one that was orphaned before is canonical again. */
export async function storeHeaders(client: PoolClient, chain: string, headers: readonly Header[]): Promise<void> {
  if (headers.length === 0) return;
  await client.query(
    `insert into scanner.block_header as known (chain, number, hash, parent, at)
     select $1, number, hash, parent, to_timestamp(at) from unnest($2::int[], $3::text[], $4::text[], $5::float8[]) as seen (number, hash, parent, at)
     on conflict (chain, hash) do update set canonical = true where not known.canonical`,
    [
      chain,
      headers.map((h) => h.number),
      headers.map((h) => h.hash),
      headers.map((h) => h.parent),
      headers.map((h) => h.at.getTime() / 1_000),
    ],
  );
}

/** Marks every header above a block as no longer canonical. They stay as evidence. */
export async function orphanHeaders(client: PoolClient, chain: string, ancestor: number): Promise<void> {
  await client.query("update scanner.block_header set canonical = false where chain = $1 and number > $2 and canonical", [chain, ancestor]);
}

/** Drops the canonical headers below the seal: only their hash chain up to it mattered, and orphans are kept. */
export async function pruneHeaders(client: PoolClient, chain: string, below: number): Promise<void> {
  await client.query("delete from scanner.block_header where chain = $1 and canonical and number < $2", [chain, below]);
}

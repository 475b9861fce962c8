import {
  dossierAnchor,
  dossierBooks,
  type DossierBlock,
  dossierBlock,
  type DossierPosting,
  dossierPayment,
  dossierPosting,
} from "@amanat/contracts";
import { Altered } from "./altered.ts";
import { bytesOf, sha256, size } from "./hashes.ts";
import { dataOf, type Parts } from "./lines.ts";

const nameOf = ({ journal_id, leg }: DossierPosting): string => `posting ${journal_id} leg ${leg}`;

/** As the ledger hashes a row: every column, and both accounts by name. */
function contentHash(row: DossierPosting): string {
  const texts = [row.asset, row.chain_ref, row.ds, row.dp, row.cs, row.cp];
  const sides = [row.journal_id, row.leg, row.debit, row.debit_seq, row.debit_after, row.credit, row.credit_seq, row.credit_after];
  const rest = [row.tenant_id, row.amount, row.code, row.epoch, row.xid, row.micros, row.dk, row.ck];
  const lengths = texts.map((text) => (text === null ? "" : String(size(text))));
  const head = ["amanat.transfer.v1", ...sides, ...rest, ...lengths].map((value) => value ?? "");
  return sha256(head.join("|"), "|", texts.map((text) => text ?? "").join(""));
}

function blockHash({ n, epoch, lo, hi, rows, root, prev }: DossierBlock): string {
  return sha256(["amanat.block.v1", n, epoch, lo, hi, rows, root, prev].join("|"));
}

/** The root that a row and its neighbours come to; null where the way is not of the tree's shape. */
function rootOf({ hash, position, path }: DossierPosting, rows: number): string | null {
  let node = sha256(Uint8Array.of(0), bytesOf(hash));
  let used = 0;
  let [place, width] = [position, rows];
  if (!Number.isSafeInteger(rows) || place >= rows) return null;
  for (; width > 1; place = Math.floor(place / 2), width = Math.ceil(width / 2)) {
    const isRight = place % 2 === 1;
    if (!isRight && place === width - 1) continue;
    const neighbour = path[used];
    used += 1;
    if (neighbour === undefined) return null;
    node = sha256(Uint8Array.of(1), ...(isRight ? [neighbour, node] : [node, neighbour]).map(bytesOf));
  }
  return used === path.length ? node : null;
}

/** Of each account of the deal: its postings follow one another from nothing, and each balance is the one before and the amount. */
function requireSums(postings: readonly DossierPosting[], scopes: ReadonlySet<string>): void {
  const moves = postings.flatMap((row) => {
    const amount = BigInt(row.amount);
    return [
      { row, account: row.debit, of: row.ds, seq: row.debit_seq, after: row.debit_after, change: -amount },
      { row, account: row.credit, of: row.cs, seq: row.credit_seq, after: row.credit_after, change: amount },
    ];
  });
  const known = new Map<string, { seq: bigint; balance: bigint }>();
  const inOrder = moves
    .flatMap(({ seq, after, ...move }) =>
      scopes.has(move.of) && seq !== null && after !== null ? [{ ...move, seq: BigInt(seq), after }] : [],
    )
    .toSorted((a, b) => (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0));
  for (const { row, account, seq, after, change } of inOrder) {
    const before = known.get(account) ?? { seq: 0n, balance: 0n };
    if (seq !== before.seq + 1n) throw new Altered(nameOf(row), `posting ${before.seq + 1n} of account ${account} is missing before it`);
    const balance = before.balance + change;
    if (BigInt(after) !== balance) throw new Altered(nameOf(row), `account ${account} has ${after} after it, and ${balance} by the sum`);
    known.set(account, { seq, balance });
  }
}

function requireBlocks(parts: Parts): Map<string, DossierBlock> {
  const blocks = new Map<string, DossierBlock>();
  for (const line of parts.get("blocks") ?? []) {
    const block = dataOf("blocks", line, dossierBlock);
    if (blockHash(block) !== block.hash) throw new Altered(`block ${block.n}`, "it is not what its hash says");
    if (blocks.has(block.n)) throw new Altered(`block ${block.n}`, "stands there twice");
    const before = blocks.get(String(BigInt(block.n) - 1n));
    if (before !== undefined && before.hash !== block.prev) throw new Altered(`block ${block.n}`, "does not follow on the block before");
    blocks.set(block.n, block);
  }
  for (const line of parts.get("anchors") ?? []) {
    const { n, hash } = dataOf("anchors", line, dossierAnchor);
    if (blocks.get(n)?.hash !== hash) throw new Altered(`block ${n}`, `was anchored as ${hash} and is ${blocks.get(n)?.hash ?? "missing"}`);
  }
  return blocks;
}

function requireSealed(row: DossierPosting, blocks: ReadonlyMap<string, DossierBlock>): void {
  if (row.block === null) return;
  const block = blocks.get(row.block);
  if (block === undefined) throw new Altered(nameOf(row), `its block ${row.block} is missing`);
  const xid = BigInt(row.xid);
  const within = row.epoch === block.epoch && xid >= BigInt(block.lo) && xid < BigInt(block.hi);
  if (!within || rootOf(row, Number(block.rows)) !== block.root) throw new Altered(nameOf(row), `is not in block ${row.block}`);
}

/** What came from a chain or went to one has its transfer there, with the same amount. */
function requirePayments(parts: Parts, postings: readonly DossierPosting[]): void {
  const seen = new Map<string, string>();
  for (const line of parts.get("payments") ?? []) {
    const { ref, amount, tx } = dataOf("payments", line, dossierPayment);
    if (ref === null) continue;
    if (tx !== null && !ref.includes(tx)) throw new Altered(`payment ${tx}`, `is not the transaction of ${ref}`);
    seen.set(ref, amount);
  }
  for (const row of postings) {
    const amount = seen.get(row.chain_ref ?? "");
    if (amount !== undefined && amount !== row.amount) throw new Altered(nameOf(row), `moved ${row.amount}, and ${amount} on the chain`);
  }
}

/** Under which names the deal's money is booked: its own, and those that its record names. */
function scopesIn(parts: Parts, scope: string): ReadonlySet<string> {
  const lines = (parts.get("deal") ?? []).filter(({ data }) => data["type"] === "books");
  return new Set([scope, ...lines.flatMap((line) => dataOf("deal", line, dossierBooks).scopes)]);
}

/** Everything the books say of the deal. `unsealed`: postings that no block holds yet. */
export function checkLedger(parts: Parts, scope: string): { blocks: ReadonlyMap<string, DossierBlock>; unsealed: readonly string[] } {
  const postings = (parts.get("ledger") ?? []).map((line) => dataOf("ledger", line, dossierPosting));
  const names = new Set<string>();
  for (const row of postings) {
    if (contentHash(row) !== row.hash) throw new Altered(nameOf(row), "it is not what its hash says");
    if (names.has(nameOf(row))) throw new Altered(nameOf(row), "stands there twice");
    names.add(nameOf(row));
  }
  const blocks = requireBlocks(parts);
  for (const row of postings) requireSealed(row, blocks);
  requireSums(postings, scopesIn(parts, scope));
  requirePayments(parts, postings);
  return { blocks, unsealed: postings.filter(({ block }) => block === null).map(nameOf) };
}

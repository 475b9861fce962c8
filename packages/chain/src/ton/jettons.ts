import { createHash } from "node:crypto";
import { canonicalAddress } from "@amanat/contracts";
import { Address, Cell, Dictionary, type Slice } from "@ton/core";
import type { IndexedTransaction } from "./toncenter.ts";

/** TEP-74: a jetton wallet tells its sibling that money comes. Only a wallet of the same master can make the sibling accept it. */
const INTERNAL_TRANSFER = 0x178d4519;
export const TRANSFER = 0x0f8a7ea5;

/** What came to a jetton wallet in one of its transactions. Amount in base units. */
export type Arrival = {
  readonly amount: bigint;
  readonly queryId: bigint;
  /** Whose jettons they were, as the sibling wallet says; the account that sent the message where nobody is named: a mint. */
  readonly from: string;
  /** The comment that its sender wrote, if there is one that can be read. */
  readonly memo: string | null;
};

/** Whether a transaction did what its message asked for: nothing of one that was aborted, or whose actions failed, stays. */
export function succeeded({ description: { aborted, compute_ph: compute, action } }: IndexedTransaction): boolean {
  return aborted !== true && compute?.success === true && compute.skipped !== true && action?.success !== false;
}

/**
 * What a transaction of a jetton wallet says has come to it; null for every other message. It says so only at the address that an allow-listed
 * master names: the code that accepts it is that master's own. A notification to the wallet's owner says nothing: anybody can send one, and
 * nobody has to.
 */
export function arrivalIn(transaction: IndexedTransaction): Arrival | null {
  const { in_msg: message } = transaction;
  const body = message?.message_content?.body;
  if (message === null || message === undefined || body === undefined || message.bounced === true || !message.source) return null;
  try {
    const slice = cellIn(body).beginParse();
    if (slice.loadUint(32) !== INTERNAL_TRANSFER) return null;
    const queryId = slice.loadUintBig(64);
    const amount = slice.loadCoins();
    const from = slice.loadMaybeAddress();
    slice.loadMaybeAddress();
    slice.loadCoins();
    return { amount, queryId, from: stored(from?.toRawString() ?? message.source), memo: memoIn(slice) };
  } catch {
    // Not this layout: a message of another kind.
    return null;
  }
}

/** Nothing longer was ever asked of a payer. */
const LONGEST_MEMO = 120;

/** A text comment in what follows of a message, in its own cell or in the rest of this one: 32 zero bits, then UTF-8. */
function memoIn(rest: Slice): string | null {
  try {
    const payload = rest.remainingBits > 0 && rest.loadBit() ? rest.loadRef().beginParse() : rest;
    if (payload.remainingBits < 32 || payload.loadUint(32) !== 0) return null;
    return payload.loadStringTail().slice(0, LONGEST_MEMO);
  } catch {
    return null;
  }
}

/** What a memo is compared by: people type it on phones, so that case and spaces do not count. */
export function memoHash(memo: string): string {
  return createHash("sha256").update(memo.replaceAll(/\s+/g, "").toUpperCase()).digest("hex");
}

/** An account as toncenter names it, in the one stored spelling. */
export const stored = (account: string): string =>
  canonicalAddress(account.toLowerCase().startsWith("0:") ? account.toLowerCase() : account);

export function cellIn(base64: string): Cell {
  return Cell.fromBase64(base64);
}

/** What a master says of its jetton on the chain itself. Null for what it leaves to a document elsewhere, which somebody may change. */
export type Tep64 = { readonly decimals: number | null; readonly symbol: string | null; readonly name: string | null };

/** TEP-64 puts the number of decimals at nine where nothing names it. */
const USUAL_DECIMALS = 9;

/** Reads the content of `get_jetton_data`. Decimals that stand in a document elsewhere are not read: it is not the chain that says them. */
export function tep64(content: Cell): Tep64 {
  const nothing: Tep64 = { decimals: null, symbol: null, name: null };
  const slice = content.beginParse();
  if (slice.remainingBits < 8 || slice.loadUint(8) !== 0) return nothing;
  const entries = slice.loadDict(Dictionary.Keys.BigUint(256), Dictionary.Values.Cell());
  const said = (key: string): string | null => {
    const cell = entries.get(BigInt(`0x${createHash("sha256").update(key).digest("hex")}`));
    return cell === undefined ? null : snake(cell);
  };
  const decimals = said("decimals") ?? (said("uri") === null ? String(USUAL_DECIMALS) : null);
  return {
    decimals: decimals !== null && /^\d{1,3}$/.test(decimals) && Number(decimals) <= 36 ? Number(decimals) : null,
    symbol: said("symbol"),
    name: said("name"),
  };
}

function snake(cell: Cell): string | null {
  const slice = cell.beginParse();
  if (slice.remainingBits < 8 || slice.loadUint(8) !== 0) return null;
  return slice.loadStringTail();
}

export function addressOf(address: string): Address {
  return Address.parse(address);
}

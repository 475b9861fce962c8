import { decodeTransfer, PROXY_TOPIC, proxyPayments, TRANSFER_TOPIC } from "@amanat/chain";
import type { Observation } from "../transfers.ts";
import type { Target } from "../targets.ts";
import { ChainMoved } from "../place.ts";
import { admittedBy } from "./bloom.ts";
import type { ChainLog, Header } from "./log-reader.ts";
import type { ChainReader } from "./reader.ts";
import type { WatchSet } from "./watch-set.ts";

export type Stretch = {
  from: number;
  to: number;
  /** Headers of part of the range: logs of those blocks must name the same hash. */
  headers?: readonly Header[];
  /** Blocks from here on, where there are headers, are held against their blooms. */
  checkedFrom?: number;
  /** Tokens the product takes. */
  tokens?: readonly string[] | undefined;
};

/**
 * Every transfer to a watched address and every proxy payment with a watched reference in a range of blocks, whatever
 * its token: a counterfeit is reported too, though of those `tokens` does not name one stands for all in its transaction.
 * Judging them is not the scanner's business. A block whose bloom promises more than the node's answer
 * held is read again in full. Throws ChainMoved when node and headers disagree.
 */
export async function observe(reader: ChainReader, watched: WatchSet, stretch: Stretch): Promise<Observation[]> {
  const { from, to, headers = [], checkedFrom = Infinity, tokens } = stretch;
  if (watched.targets.length === 0 || to < from) return [];
  const found = (await Promise.all([depositLogs(reader, watched, from, to), proxyLogs(reader, watched, from, to)])).flat();
  const doubted = headers.filter((header) => header.number >= checkedFrom);
  for (const log of await secondLook(reader, watched, doubted, found)) found.push(log);
  const byNumber = new Map(headers.map((header) => [header.number, header.hash]));
  for (const log of found) {
    const expected = byNumber.get(log.blockNumber);
    if (expected !== undefined && expected !== log.blockHash) throw new ChainMoved(`block ${log.blockNumber} changed while it was read`);
  }
  const observed = await attribute(reader, watched, found);
  return tokens === undefined ? observed : counted(observed, new Set(tokens));
}

/** Counterfeit logs of one transaction are reported in one webhook for each target, which carries their number. */
function counted(observed: readonly Observation[], tokens: ReadonlySet<string>): Observation[] {
  const first = new Map<string, Observation>();
  const told: Observation[] = [];
  for (const each of observed) {
    if (tokens.has(each.token)) {
      told.push(each);
      continue;
    }
    const key = `${each.blockHash}:${each.txHash}:${each.targetId}`;
    const before = first.get(key);
    if (before !== undefined) {
      before.also += 1;
      continue;
    }
    const own = { ...each };
    first.set(key, own);
    told.push(own);
  }
  return told;
}

async function depositLogs(reader: ChainReader, { recipientFilters }: WatchSet, from: number, to: number): Promise<ChainLog[]> {
  return (await Promise.all(recipientFilters.map((topics) => reader.logs({ from, to, topics: [TRANSFER_TOPIC, null, topics] })))).flat();
}

async function proxyLogs(reader: ChainReader, { referenceFilters, proxies }: WatchSet, from: number, to: number): Promise<ChainLog[]> {
  const address = [...proxies];
  return (await Promise.all(referenceFilters.map((hashes) => reader.logs({ from, to, address, topics: [PROXY_TOPIC, hashes] })))).flat();
}

/**
 * Nodes lose logs near the head, and answer one filter while they lose another's. Where a header's bloom admits somebody of ours
 * of whom the answers had nothing, the whole block is read.
 */
async function secondLook(
  reader: ChainReader,
  watched: WatchSet,
  headers: readonly Header[],
  found: readonly ChainLog[],
): Promise<ChainLog[]> {
  if (headers.length === 0) return [];
  const seen = new Set(found.map((log) => `${log.blockNumber}:${soughtIn(log)}`));
  const doubtful = headers.filter(({ number, bloom }) => {
    if (bloom === null) return false;
    const { recipients, references } = admittedBy(bloom, watched);
    return recipients.some((topic) => !seen.has(`${number}:${topic}`)) || references.some((hash) => !seen.has(`${number}:${hash}`));
  });
  const recipients = new Set(watched.recipients.values);
  const known = new Set(found.map((log) => `${log.blockHash}:${log.logIndex}`));
  const logs = (await Promise.all(doubtful.map((header) => reader.blockLogs(header)))).flat();
  return logs.filter((log) => {
    const value = soughtIn(log) ?? "";
    const ours = log.topics[0] === TRANSFER_TOPIC ? recipients.has(value) : watched.byReference.has(value);
    return ours && !known.has(`${log.blockHash}:${log.logIndex}`);
  });
}

/** What makes a log ours: the recipient's topic of a Transfer, the reference's hash of a proxy payment. */
function soughtIn({ topics: [topic, first, second] }: ChainLog): string | undefined {
  return topic === TRANSFER_TOPIC ? second?.toLowerCase() : topic === PROXY_TOPIC ? first?.toLowerCase() : undefined;
}

/**
 * Whose each log is. The Transfer is the money, the proxy's event only names whom it is for: a deposit address is its target's,
 * whatever brought it there; at a wallet of many the reference decides, and what has none is the wallet's own; elsewhere
 * it is a claim of the reference's target. Each log is told once.
 */
async function attribute(reader: ChainReader, watched: WatchSet, found: readonly ChainLog[]): Promise<Observation[]> {
  const { byAddress, byReference } = watched;
  const observed = new Map<string, Observation>();
  const add = (observation: Observation) => {
    const key = `${observation.txHash}:${observation.logIndex}`;
    if (observation.amount > 0n && !observed.has(key)) observed.set(key, observation);
  };
  const proxied = [...new Set(found.filter((log) => log.topics[0] === PROXY_TOPIC).map((log) => log.txHash))];
  for (const payments of await Promise.all(proxied.map((txHash) => paymentsOf(reader, watched, found, txHash)))) {
    for (const { log, payment } of payments) {
      const target = byReference.get(payment.referenceHash);
      if (!target || target.proxy !== payment.proxy) continue;
      if (isOnePayments(byAddress.get(payment.to))) continue;
      const from = payment.transfer?.from ?? payment.proxy;
      add({
        ...placeOf(log),
        targetId: target.id,
        logIndex: payment.transfer?.logIndex ?? payment.logIndex,
        token: payment.token,
        sender: from,
        recipient: payment.to,
        amount: payment.transfer?.amount ?? payment.claimed,
        via: "proxy",
        referenceHash: payment.referenceHash,
        also: 0,
      });
    }
  }
  for (const log of found) {
    const transfer = decodeTransfer(log);
    const target = transfer ? byAddress.get(transfer.to) : undefined;
    if (!transfer || !target) continue;
    add({
      ...placeOf(log),
      targetId: target.id,
      logIndex: transfer.logIndex,
      token: transfer.token,
      sender: transfer.from,
      recipient: transfer.to,
      amount: transfer.amount,
      via: "deposit",
      referenceHash: null,
      also: 0,
    });
  }
  return [...observed.values()].toSorted((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
}

function isOnePayments(target: Target | undefined): boolean {
  return target !== undefined && target.referenceHash !== null;
}

/** The proxy payments of one transaction. Its Transfer logs do not match our filters, so the receipt is read. */
async function paymentsOf(reader: ChainReader, watched: WatchSet, found: readonly ChainLog[], txHash: string) {
  const logs = await reader.transactionLogs(txHash);
  const seen = found.find((log) => log.txHash === txHash);
  const [log] = logs ?? [];
  if (!logs || !log || log.blockHash !== seen?.blockHash) throw new ChainMoved(`transaction ${txHash} moved while it was read`);
  return proxyPayments(logs, watched.proxies).map((payment) => ({ log, payment }));
}

function placeOf(log: ChainLog): Pick<Observation, "blockNumber" | "blockHash" | "txHash"> {
  return { blockNumber: log.blockNumber, blockHash: log.blockHash, txHash: log.txHash };
}

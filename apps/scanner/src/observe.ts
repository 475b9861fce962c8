import { decodeTransfer, PROXY_TOPIC, proxyPayments, TRANSFER_TOPIC } from "@amanat/chain";
import { mayConcern } from "./bloom.ts";
import { ChainMoved } from "./reader.ts";
import type { ChainLog, ChainReader, Header } from "./reader.ts";
import type { Target } from "./targets.ts";

/** A transfer to something we watch. */
export type Observation = {
  targetId: string;
  blockNumber: number;
  blockHash: string;
  txHash: string;
  logIndex: number;
  token: string;
  sender: string;
  recipient: string;
  amount: bigint;
  via: "deposit" | "proxy";
  referenceHash: string | null;
  /** More logs of tokens nobody takes, for this target in this transaction: one stands for all. */
  also: number;
};

/** Addresses or hashes in one filter: what every provider we know accepts. */
const FILTER_SIZE = 500;

/**
 * Every transfer to a watched address and every proxy payment with a watched reference in a range of blocks, whatever
 * its token: a counterfeit is reported too, though of those `tokens` does not name one stands for all in its transaction.
 * Judging them is not the scanner's business. `headers` may cover part of the
 * range; logs of those blocks must name the same hash, and a block whose bloom promises more than the node's answer
 * held is read again in full. Throws ChainMoved when node and headers disagree.
 */
export async function observe(
  reader: ChainReader,
  targets: readonly Target[],
  from: number,
  to: number,
  headers: readonly Header[] = [],
  tokens?: readonly string[],
): Promise<Observation[]> {
  if (targets.length === 0 || to < from) return [];
  const found = (await Promise.all([depositLogs(reader, targets, from, to), proxyLogs(reader, targets, from, to)])).flat();
  found.push(...(await secondLook(reader, targets, headers, found)));
  const byNumber = new Map(headers.map((header) => [header.number, header.hash]));
  for (const log of found) {
    const expected = byNumber.get(log.blockNumber);
    if (expected !== undefined && expected !== log.blockHash) throw new ChainMoved(`block ${log.blockNumber} changed while it was read`);
  }
  const observed = await attribute(reader, targets, found);
  return tokens === undefined ? observed : counted(observed, new Set(tokens));
}

/** Counterfeit logs of one transaction are reported in one webhook for each target, which carries their number. */
function counted(observed: readonly Observation[], tokens: ReadonlySet<string>): Observation[] {
  const first = new Map<string, Observation>();
  const told: Observation[] = [];
  for (const each of observed) {
    const key = `${each.blockHash}:${each.txHash}:${each.targetId}`;
    const before = tokens.has(each.token) ? undefined : first.get(key);
    if (before !== undefined) {
      before.also += 1;
      continue;
    }
    const own = { ...each };
    if (!tokens.has(each.token)) first.set(key, own);
    told.push(own);
  }
  return told;
}

async function depositLogs(reader: ChainReader, targets: readonly Target[], from: number, to: number): Promise<ChainLog[]> {
  const chunks = chunked(targets.map((target) => target.recipientTopic));
  return (await Promise.all(chunks.map((topics) => reader.logs({ from, to, topics: [TRANSFER_TOPIC, null, topics] })))).flat();
}

async function proxyLogs(reader: ChainReader, targets: readonly Target[], from: number, to: number): Promise<ChainLog[]> {
  const address = [...new Set(targets.flatMap((target) => target.proxy ?? []))];
  const chunks = chunked(targets.flatMap((target) => target.referenceHash ?? []));
  return (await Promise.all(chunks.map((hashes) => reader.logs({ from, to, address, topics: [PROXY_TOPIC, hashes] })))).flat();
}

/** Nodes lose logs near the head. Where a header's bloom admits one of ours and the answer had none, read the whole block. */
async function secondLook(
  reader: ChainReader,
  targets: readonly Target[],
  headers: readonly Header[],
  found: readonly ChainLog[],
): Promise<ChainLog[]> {
  const seen = new Set(found.map((log) => log.blockNumber));
  const doubtful = headers.filter((header) => !seen.has(header.number) && header.bloom !== null && mayConcern(header.bloom, targets));
  const recipients = new Set(targets.map((target) => target.recipientTopic));
  const references = new Set(targets.flatMap((target) => target.referenceHash ?? []));
  const logs = (await Promise.all(doubtful.map((header) => reader.blockLogs(header)))).flat();
  return logs.filter((log) => {
    const [topic, first = "", second = ""] = log.topics;
    return (
      (topic === TRANSFER_TOPIC && recipients.has(second.toLowerCase())) || (topic === PROXY_TOPIC && references.has(first.toLowerCase()))
    );
  });
}

/**
 * Whose each log is. The Transfer is the money, the proxy's event only names whom it is for: a deposit address is its target's,
 * whatever brought it there; at a wallet of many the reference decides, and what has none is the wallet's own; elsewhere
 * it is a claim of the reference's target. Each log is told once.
 */
async function attribute(reader: ChainReader, targets: readonly Target[], found: readonly ChainLog[]): Promise<Observation[]> {
  const byAddress = new Map(targets.map((target) => [target.depositAddress, target]));
  const byReference = new Map(
    targets.flatMap((target) => (target.referenceHash === null ? [] : [[target.referenceHash, target] as const])),
  );
  const observed = new Map<string, Observation>();
  const add = (observation: Observation) => {
    const key = `${observation.txHash}:${observation.logIndex}`;
    if (observation.amount > 0n && !observed.has(key)) observed.set(key, observation);
  };
  const proxied = [...new Set(found.filter((log) => log.topics[0] === PROXY_TOPIC).map((log) => log.txHash))];
  for (const payments of await Promise.all(proxied.map((txHash) => paymentsOf(reader, targets, found, txHash)))) {
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
async function paymentsOf(reader: ChainReader, targets: readonly Target[], found: readonly ChainLog[], txHash: string) {
  const logs = await reader.transactionLogs(txHash);
  const seen = found.find((log) => log.txHash === txHash);
  const [log] = logs ?? [];
  if (!logs || !log || log.blockHash !== seen?.blockHash) throw new ChainMoved(`transaction ${txHash} moved while it was read`);
  const proxies = new Set(targets.flatMap((target) => target.proxy ?? []));
  return proxyPayments(logs, proxies).map((payment) => ({ log, payment }));
}

function placeOf(log: ChainLog): Pick<Observation, "blockNumber" | "blockHash" | "txHash"> {
  return { blockNumber: log.blockNumber, blockHash: log.blockHash, txHash: log.txHash };
}

function chunked(values: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let at = 0; at < values.length; at += FILTER_SIZE) chunks.push(values.slice(at, at + FILTER_SIZE));
  return chunks;
}

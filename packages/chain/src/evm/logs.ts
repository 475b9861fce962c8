import { getAbiItem, hexToBigInt, parseAbi, slice, toEventSelector } from "viem";
import type { Hex } from "viem";

/** ERC-20, as much as we use. */
export const erc20Abi = parseAbi([
  "event Transfer(address indexed from, address indexed to, uint256 value)",
  "function transfer(address to, uint256 value) returns (bool)",
  "function approve(address spender, uint256 value) returns (bool)",
  "function balanceOf(address owner) view returns (uint256)",
  "function decimals() view returns (uint8)",
  "function symbol() view returns (string)",
  "function name() view returns (string)",
]);

/** The ERC20FeeProxy contract. The reference is indexed bytes: the log carries only its keccak256. */
export const feeProxyAbi = parseAbi([
  "event TransferWithReferenceAndFee(address tokenAddress, address to, uint256 amount, bytes indexed paymentReference, uint256 feeAmount, address feeAddress)",
  "function transferFromWithReferenceAndFee(address _tokenAddress, address _to, uint256 _amount, bytes _paymentReference, uint256 _feeAmount, address _feeAddress)",
]);

export const TRANSFER_TOPIC = toEventSelector(getAbiItem({ abi: erc20Abi, name: "Transfer" }));
export const PROXY_TOPIC = toEventSelector(getAbiItem({ abi: feeProxyAbi, name: "TransferWithReferenceAndFee" }));

/** The part of a log that its meaning depends on; `logIndex` is its position in the block. */
export type RawLog = { readonly address: string; readonly topics: readonly string[]; readonly data: string; readonly logIndex: number };

export type Transfer = {
  readonly logIndex: number;
  readonly token: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
};

/** A proxy event with the `Transfer` it was made for; `transfer` is null when the token emitted none. */
export type ProxyPayment = {
  readonly logIndex: number;
  readonly proxy: string;
  readonly referenceHash: string;
  readonly token: string;
  readonly to: string;
  /** What the event claims. Fee-on-transfer tokens deliver less: believe `transfer.amount`. */
  readonly claimed: bigint;
  readonly transfer: Transfer | null;
};

/** An ERC-20 `Transfer`, or null. ERC-721 has the same topic but indexes its third argument, so it does not pass. */
export function decodeTransfer(log: RawLog): Transfer | null {
  const [topic, from, to] = log.topics;
  if (topic?.toLowerCase() !== TRANSFER_TOPIC || log.topics.length !== 3 || from === undefined || to === undefined) return null;
  if (!/^0x[0-9a-fA-F]{64}$/.test(log.data)) return null;
  return {
    logIndex: log.logIndex,
    token: log.address.toLowerCase(),
    from: addressIn(from),
    to: addressIn(to),
    amount: hexToBigInt(asHex(log.data)),
  };
}

/**
 * Pairs every event of the given proxies in one transaction with the first `Transfer` of the event's token to the
 * event's recipient since the proxy event before it: the proxy transfers, then pays its fee, then emits. So each
 * Transfer belongs to at most one payment, whatever else the transaction did. `logs` must be one transaction's.
 */
export function proxyPayments(logs: readonly RawLog[], proxies: ReadonlySet<string>): ProxyPayment[] {
  const payments: ProxyPayment[] = [];
  let since: Transfer[] = [];
  for (const log of logs.toSorted((a, b) => a.logIndex - b.logIndex)) {
    const transfer = decodeTransfer(log);
    if (transfer) since.push(transfer);
    const event = proxies.has(log.address.toLowerCase()) ? decodeProxyEvent(log) : null;
    if (!event) continue;
    payments.push({ ...event, transfer: since.find((made) => made.token === event.token && made.to === event.to) ?? null });
    since = [];
  }
  return payments;
}

function decodeProxyEvent(log: RawLog): Omit<ProxyPayment, "transfer"> | null {
  const [topic, referenceHash] = log.topics;
  if (topic?.toLowerCase() !== PROXY_TOPIC || referenceHash === undefined || !/^0x[0-9a-fA-F]{320}$/.test(log.data)) return null;
  const word = (index: number): Hex => slice(asHex(log.data), index * 32, index * 32 + 32);
  return {
    logIndex: log.logIndex,
    proxy: log.address.toLowerCase(),
    referenceHash: referenceHash.toLowerCase(),
    token: addressIn(word(0)),
    to: addressIn(word(1)),
    claimed: hexToBigInt(word(2)),
  };
}

/** The address in the last 20 bytes of a 32-byte word. */
function addressIn(word: string): string {
  return `0x${word.slice(-40).toLowerCase()}`;
}

/** Text known to begin with 0x, as viem types it. */
export function asHex(text: string): Hex {
  if (!text.startsWith("0x")) throw new TypeError(`not hexadecimal: ${text.slice(0, 20)}`);
  return `0x${text.slice(2)}`;
}

import type { IncomingMessage } from "node:http";
import forwarded from "forwarded";
import ipaddr from "ipaddr.js";

/**
 * The caller's address: the socket's, or with `hops` trusted proxies in front, the one that the outermost proxy saw. Each proxy appends to
 * X-Forwarded-For, so only the last `hops` entries were written by somebody we trust; earlier ones are the sender's invention. A list that
 * is too short or malformed falls back to the socket.
 */
export function addressOf(req: Pick<IncomingMessage, "headers" | "socket">, hops: number): string {
  // The socket first, then the list from its end.
  const [socket = "", ...seen] = forwarded(req as IncomingMessage);
  return (hops === 0 ? null : plain(seen[hops - 1] ?? "")) ?? plain(socket) ?? "";
}

/** An address without port, brackets and zone, and an IPv4 address without its IPv6 prefix; null when it is malformed. */
function plain(text: string): string | null {
  const bare = text
    .replace(/^\[([^\]]+)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  // Nobody writes an address in octal or as one number, except to get around a check.
  const known = ipaddr.IPv6.isValid(bare) || ipaddr.IPv4.isValidFourPartDecimal(bare);
  return known ? ipaddr.process(bare).toString() : null;
}

/**
 * The network of one subscriber: the address itself, or its /64 for IPv6, since whoever has one address of it has all of them.
 */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const words = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return `${words.map((word) => word.toString(16)).join(":")}::/64`;
}

import type { IncomingMessage } from "node:http";
import forwarded from "forwarded";
import ipaddr from "ipaddr.js";

/**
 * Where a request comes from: the socket's address, or with `hops` trusted proxies in front, what the
 * outermost of them saw. Each proxy appends to X-Forwarded-For whom it heard from, so of that list only
 * the last `hops` entries were written by somebody we trust; whatever stands before them is the sender's
 * invention. A list that is too short or no list of addresses falls back to the socket.
 */
export function addressOf(req: Pick<IncomingMessage, "headers" | "socket">, hops: number): string {
  // The socket first, then the list from its end.
  const [socket = "", ...seen] = forwarded(req as IncomingMessage);
  return (hops === 0 ? null : plain(seen[hops - 1] ?? "")) ?? plain(socket) ?? "";
}

/** An address without port, brackets and zone, an IPv4 one without its IPv6 coat; null when it is none. */
function plain(text: string): string | null {
  const bare = text
    .replace(/^\[([^\]]+)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  // Nobody's network writes an address in octal, or in one number: who does is trying something.
  const known = ipaddr.IPv6.isValid(bare) || ipaddr.IPv4.isValidFourPartDecimal(bare);
  return known ? ipaddr.process(bare).toString() : null;
}

/**
 * What one subscriber holds: the address itself, of IPv6 its /64, because whoever has one address of it
 * has all of them.
 */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address;
  const words = ipaddr.IPv6.parse(address).parts.slice(0, 4);
  return `${words.map((word) => word.toString(16)).join(":")}::/64`;
}

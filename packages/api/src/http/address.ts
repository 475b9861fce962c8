import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/**
 * Where a request comes from: the socket's address, or with `hops` trusted proxies in front, what the
 * outermost of them saw. Each proxy appends to X-Forwarded-For whom it heard from, so of that list only
 * the last `hops` entries were written by somebody we trust; whatever stands before them is the sender's
 * invention. A list that is too short or no list of addresses falls back to the socket.
 */
export function addressOf(req: Pick<IncomingMessage, "headers" | "socket">, hops: number): string {
  const socket = plain(req.socket.remoteAddress ?? "") ?? "";
  if (hops === 0) return socket;
  const header = req.headers["x-forwarded-for"];
  const list = (Array.isArray(header) ? header.join(",") : (header ?? "")).split(",");
  const seen = list.at(-hops);
  return (seen === undefined ? null : plain(seen.trim())) ?? socket;
}

/** An address without port, brackets and zone, an IPv4 one without its IPv6 coat; null when it is none. */
function plain(text: string): string | null {
  const bare = text
    .replace(/^\[([^\]]+)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  if (isIP(bare) === 0) return null;
  if (isIP(bare) === 4) return bare;
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (!mapped) return canonical;
  const word = (at: number): number => Number.parseInt(mapped[at] ?? "0", 16);
  return [word(1) >> 8, word(1) & 255, word(2) >> 8, word(2) & 255].join(".");
}

/**
 * What one subscriber holds: the address itself, of IPv6 its /64, because whoever has one address of it
 * has all of them.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = "", tail = ""] = address.split("::");
  const before = head.split(":").filter(Boolean);
  const after = tail.split(":").filter(Boolean);
  const zeros = address.includes("::") ? Array<string>(8 - before.length - after.length).fill("0") : [];
  return `${[...before, ...zeros, ...after].slice(0, 4).join(":")}::/64`;
}

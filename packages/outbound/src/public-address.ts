import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Networks that are not the public internet (IANA's special-purpose registry for IPv4, and multicast). */
const NOT_PUBLIC_4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** Within 2000::/3, the only public part of IPv6: what embeds an IPv4 address, or documents. */
const NOT_PUBLIC_6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const closed = new BlockList();
for (const [network, bits] of NOT_PUBLIC_4) closed.addSubnet(network, bits, "ipv4");
for (const [network, bits] of NOT_PUBLIC_6) closed.addSubnet(network, bits, "ipv6");
const open = new BlockList();
open.addSubnet("2000::", 3, "ipv6");

/** Whether an IP address lies in the public internet. Anything that is no address does not. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !closed.check(address, "ipv4");
  // A zone ("fe80::1%eth0") names a link of this machine.
  return isIPv6(address) && !address.includes("%") && open.check(address, "ipv6") && !closed.check(address, "ipv6");
}

// Without zod, so that a page can name an asset or a wrong address without loading it.
import { BrokenInvariant } from "../broken-invariant.ts";
import { chainOf } from "../units.ts";
import { eip155 } from "./eip155.ts";
import type { AddressFault, Namespace } from "./namespace.ts";
import { tvm } from "./tvm.ts";

export type { AddressFault } from "./namespace.ts";

/** Every kind of chain there is, by its CAIP-2 namespace. Each has its rail in `packages/chain`. */
const NAMESPACES: Readonly<Record<string, Namespace>> = { eip155, tvm };
const ALL = Object.entries(NAMESPACES);

/** The namespace of a CAIP-2 or CAIP-19 name; undefined where we know none. */
function namespaceOf(name: string): Namespace | undefined {
  const namespace = name.slice(0, name.indexOf(":"));
  return Object.hasOwn(NAMESPACES, namespace) ? NAMESPACES[namespace] : undefined;
}

function known(name: string): Namespace {
  const namespace = namespaceOf(name);
  if (namespace === undefined) throw new BrokenInvariant(`no kind of chain is called ${name}`);
  return namespace;
}

const any = (forms: readonly string[]) => new RegExp(`^(?:${forms.join("|")})$`);

/** What the names of chains, assets, addresses and hashes look like, of whichever kind. */
export const FORMS = {
  chain: any(ALL.map(([name, { forms }]) => `${name}:${forms.chain}`)),
  asset: any(ALL.map(([name, { forms, token }]) => `${name}:${forms.chain}/(?:${token}:${forms.address}|slip44:\\d{1,6})`)),
  address: any(ALL.map(([, { forms }]) => forms.address)),
  hash: any(ALL.map(([, { forms }]) => forms.hash)),
} as const;

const HASHES = new RegExp(ALL.map(([, { forms }]) => forms.hash).join("|"), "gi");

/** Whether an address stands anywhere in a text, also one that spaces cut. A transaction's hash holds none. */
export function holdsAddress(text: string): boolean {
  const rest = text.replace(HASHES, " ");
  return [rest, rest.replace(/\s+/gu, "")].some((written) => ALL.some(([, namespace]) => namespace.within(written)));
}

/** The local development chains, of every kind. */
export const LOCAL_CHAINS: readonly string[] = ALL.flatMap(([name, { local }]) => local.map((reference) => `${name}:${reference}`));

/** The CAIP-19 id of a token. */
export function tokenAsset(chain: string, token: string): string {
  return `${chain}/${known(chain).token}:${token}`;
}

/** The address of a token, from its CAIP-19 id; null for a chain's native coin. */
export function tokenOf(asset: string): string | null {
  return isNative(asset) ? null : asset.slice(asset.lastIndexOf(":") + 1);
}

/** The CAIP-19 id of a chain's native coin, which pays for gas. */
export function nativeAsset(chain: string): string {
  return `${chain}/${known(chain).coin.asset}`;
}

export function isNative(asset: string): boolean {
  const namespace = namespaceOf(asset);
  return namespace !== undefined && asset === `${chainOf(asset)}/${namespace.coin.asset}`;
}

/** What a chain's native coin is called where its own name is not known. */
export function nativeCoin(chain: string): { symbol: string; name: string; decimals: number } {
  const { symbol, name, decimals } = known(chain).coin;
  return { symbol, name, decimals };
}

/** Units of gas that moving money takes on a chain. */
export function gasOf(chain: string): Namespace["gas"] {
  return known(chain).gas;
}

/** Whether published lists of sanctioned addresses speak of this chain's addresses. */
export function isOnSanctionLists(chain: string): boolean {
  return namespaceOf(chain)?.onSanctionLists === true;
}

/** The number that wallets know a chain by; null where they know it by its name. */
export function walletNumberOf(chain: string): number | null {
  return namespaceOf(chain)?.numbered === true ? Number(chain.slice(chain.indexOf(":") + 1)) : null;
}

/** The page on which anybody can look a transaction up; null where we know of none, as for a local chain. */
export function explorerOf(chain: string, txHash: string): string | null {
  const explorers = namespaceOf(chain)?.explorers ?? {};
  const reference = chain.slice(chain.indexOf(":") + 1);
  return Object.hasOwn(explorers, reference) ? `${explorers[reference]}${txHash}` : null;
}

/** A chain as people write it: its CAIP-2 name, or the number that wallets know it by. */
export function chainNamed(text: string): string {
  const numbered = ALL.find(([, { numbered: has }]) => has)?.[0];
  return /^\d+$/.test(text) && numbered !== undefined ? `${numbered}:${text}` : text;
}

/** Whether people sign in with a message that the wallet of such an address signs. */
export function signsIn(address: string): boolean {
  return ALL.some(([, namespace]) => namespace.signsIn === true && namespace.canonical(address) !== null);
}

/** Whether payments on a chain go to one wallet, each with a memo that names it. */
export function isPaidByMemo(chain: string): boolean {
  return namespaceOf(chain)?.byMemo === true;
}

/**
 * Why a text cannot be anybody's address, or null: on this chain, or on any kind of chain, where none is named. The most telling reason,
 * where kinds differ.
 */
export function addressFault(text: string, chain?: string): AddressFault | null {
  if (chain !== undefined) {
    const fault = known(chain).addressFault(text);
    return fault === "address" && addressFault(text) === null ? "address_chain" : fault;
  }
  const faults = ALL.map(([, namespace]) => namespace.addressFault(text));
  return faults.includes(null) ? null : (faults.find((fault) => fault !== "address") ?? "address");
}

/** The one spelling of an address that is stored and compared; what is no address stays as it is. */
export function canonicalAddress(text: string): string {
  for (const [, namespace] of ALL) {
    const address = namespace.canonical(text);
    if (address !== null) return address;
  }
  return text;
}

/** An address as wallets show it to people: they compare it letter by letter. */
export function shownAddress(text: string): string {
  for (const [, namespace] of ALL) {
    const address = namespace.canonical(text);
    if (address !== null) return namespace.shown(address);
  }
  return text;
}

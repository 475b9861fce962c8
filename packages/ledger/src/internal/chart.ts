import { ACCOUNT_KINDS, type AccountKind, BrokenInvariant, TRANSFER_CODES, type TransferCode } from "@amanat/contracts";

/**
 * An account's name. The ledger knows no deal: `scope` is opaque (a deal's uuid, or empty), `party` is a person's uuid, an address, or empty.
 * The tenant comes from the actor.
 */
export interface AccountKey {
  kind: AccountKind;
  scope?: string;
  party?: string;
  /** CAIP-19 id. */
  asset: string;
}

/** The number of a kind in the database. */
export function kindNumber(kind: AccountKind): number {
  return ACCOUNT_KINDS.indexOf(kind) + 1;
}

/** The kind behind a number from the database. */
export function kindOf(number: number): AccountKind {
  const kind = ACCOUNT_KINDS[number - 1];
  if (!kind) throw new BrokenInvariant(`unknown account kind ${number}`);
  return kind;
}

export function codeNumber(code: TransferCode): number {
  return TRANSFER_CODES.indexOf(code) + 1;
}

export function codeOf(number: number): TransferCode {
  const code = TRANSFER_CODES[number - 1];
  if (!code) throw new BrokenInvariant(`unknown transfer code ${number}`);
  return code;
}

/**
 * House accounts: no floor, no lock, no running balance. The database function has the same list; a test compares them.
 */
export const DEFERRED_KINDS: readonly AccountKind[] = ["custody", "platform_fee", "provider_fee", "network_cost", "operator", "promotion"];

/**
 * The party of a tranche's `held` and `disputed` accounts. Each tranche has its own floor, so that one can never pay another's. The first
 * tranche keeps the empty name from before there were tranches.
 */
export function trancheParty(tranche: number): string {
  return tranche === 1 ? "" : String(tranche);
}

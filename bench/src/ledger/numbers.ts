import { ACCOUNT_KINDS, type AccountKind, TRANSFER_CODES, type TransferCode } from "@amanat/contracts";

/** The number of a kind in the database: its place in the list, from one. */
export const kindOf = (kind: AccountKind): number => ACCOUNT_KINDS.indexOf(kind) + 1;
export const codeOf = (code: TransferCode): number => TRANSFER_CODES.indexOf(code) + 1;

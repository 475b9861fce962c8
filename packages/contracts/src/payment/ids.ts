import { idSchema } from "../ids.ts";

export const intentId = idSchema("intent");
export const receiptId = idSchema("receipt");
export const payoutId = idSchema("payout");
export const walletId = idSchema("wallet");
export const unmatchedId = idSchema("unmatched");
export const inboundId = idSchema("inbound");
export const claimId = idSchema("claim");
export const quarantineId = idSchema("quarantine");
export const reconciliationId = idSchema("reconciliation");
export const differenceId = idSchema("difference");
export const deviceId = idSchema("device");
export const textId = idSchema("textToSign");
export const breakGlassId = idSchema("breakGlass");

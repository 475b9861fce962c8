/** The specification's tables are the code's: `vitest run packages/ledger -u` writes them anew. */
import { ACCOUNT_KINDS, type AccountKind, TRANSFER_CODES, type TransferCode } from "@amanat/contracts";
import { expectGenerated } from "@amanat/testing";
import { test } from "vitest";
import { DEFERRED_KINDS } from "./index.ts";

const KINDS: Readonly<Record<AccountKind, string>> = {
  custody: "what lies at one of our addresses, with a minus",
  received: "arrived for an intent, not allocated yet",
  held: "pays the deal when it ends well",
  disputed: "on hold: does not move until the hold over it ends",
  releasable: "owed to a payee, waiting for a payout or its approval",
  refundable: "owed back to the payer, waiting for approval",
  payout_in_flight: "approved and on its way",
  available: "a person's own balance, kept with us",
  unmatched: "arrived and belongs to nobody we know yet",
  platform_fee: "the platform's income",
  provider_fee: "what providers took",
  network_cost: "gas that was burnt",
  operator: "what the operator put in or took out",
  quarantined: "came from a listed address, and is not touched before somebody decides",
  promotion: "what the operator gives away",
};

const CODES: Readonly<Record<TransferCode, string>> = {
  deposit: "a transfer to us, proved on chain",
  allocate: "what arrived pays the deal",
  release: "the seller's part becomes payable",
  fee: "the platform's part",
  refund: "the payer's money becomes payable back",
  excess: "what arrived over the price",
  payout_start: "an approved payout leaves",
  payout_settle: "a payout is settled on chain",
  payout_return: "a payout came to nothing",
  sweep: "a deposit address is emptied into the escrow wallet",
  gas_topup: "gas for a deposit address",
  gas_cost: "gas that a transaction of ours burnt",
  operator_funding: "money the operator put in",
  dispute_hold: "a dispute freezes",
  dispute_lift: "a dispute ends",
  reversal: "the mirror image of an earlier transfer",
  fund: "a person's own balance pays a deal",
  keep: "what a person is owed stays with us as their balance",
  withdraw: "a person's own balance leaves",
  quarantine: "what came from a listed address is set apart",
  quarantine_lift: "somebody decided about it",
  fee_return: "the fee of a release that a dispute took back",
  reward: "the operator rewards somebody",
  provider_cost: "what a provider keeps for its work",
  payout_reversed: "a payout that was settled came back",
  reorg_loss: "the chain took back what was already spent",
};

const TABLES: Readonly<Record<string, string>> = {
  kinds: [
    "| number | kind | floor | what it is |",
    "|---|---|---|---|",
    ...ACCOUNT_KINDS.map(
      (kind, index) => `| ${index + 1} | \`${kind}\` | ${DEFERRED_KINDS.includes(kind) ? "none" : "0"} | ${KINDS[kind]} |`,
    ),
  ].join("\n"),
  codes: [
    "| number | code | why money moved |",
    "|---|---|---|",
    ...TRANSFER_CODES.map((code, index) => `| ${index + 1} | \`${code}\` | ${CODES[code]} |`),
  ].join("\n"),
};

test("docs/specs/funds-ledger.md lists every account kind and entry type of the code, and no other", async () => {
  await expectGenerated(new URL("../../../docs/specs/funds-ledger.md", import.meta.url), TABLES);
});

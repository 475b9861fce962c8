import { PROCEDURES } from "@amanat/contracts";
import { query, router } from "../procedure.ts";
import { custody, dealFunds, dealTransfers } from "../views/ledger.ts";
import { accounts, balanceAt, liabilities, liabilityProof, statement, trialBalance } from "../views/statements.ts";

const rows = PROCEDURES.ledger;

export const ledgerRouter = router({
  dealFunds: query(rows.dealFunds, dealFunds),
  dealTransfers: query(rows.dealTransfers, dealTransfers),
  custody: query(rows.custody, custody),
  accounts: query(rows.accounts, accounts),
  balanceAt: query(rows.balanceAt, balanceAt),
  statement: query(rows.statement, statement),
  trialBalance: query(rows.trialBalance, trialBalance),
  liabilities: query(rows.liabilities, liabilities),
  liabilityProof: query(rows.liabilityProof, liabilityProof),
});

import { books, polled, read, staff } from "../access.ts";
import { query } from "../procedure.ts";
import { byDeal } from "../deals/views.ts";
import {
  accountList,
  accountPage,
  accountsOfKindInput,
  balanceAtInput,
  balanceAtView,
  byAccount,
  byJournal,
  custodyView,
  dealFundsView,
  journalView,
  liabilityList,
  liabilityProof,
  listAccountsInput,
  listTransfersInput,
  statementInput,
  statementView,
  transferPage,
  trialBalanceView,
} from "./schemas.ts";
import { nothing } from "../page.ts";

const accountOwner = "the account's party, a party or staff of the deal it belongs to, guard or admin";

export const procedures = {
  dealFunds: query(byDeal, dealFundsView, read("user", "party or staff", "ledger:read")),
  dealTransfers: query(listTransfersInput, transferPage, read(staff, "tenant", "ledger:read")),
  custody: query(nothing, custodyView, polled(books, "tenant", "ledger:read")),
  accounts: query(listAccountsInput, accountList, read("user", "own, or a deal's to its parties and staff", "ledger:read")),
  balanceAt: query(balanceAtInput, balanceAtView, read("user", accountOwner, "ledger:read")),
  statement: query(statementInput, statementView, read("user", accountOwner, "ledger:read")),
  trialBalance: query(nothing, trialBalanceView, read(books, "tenant", "ledger:read")),
  accountsOfKind: query(accountsOfKindInput, accountPage, read(books, "tenant", "ledger:read")),
  journal: query(byJournal, journalView, read(books, "tenant", "ledger:read")),
  liabilities: query(nothing, liabilityList, read("user", "none: totals are for everybody", "ledger:read")),
  liabilityProof: query(byAccount, liabilityProof, read("user", accountOwner, "ledger:read")),
} as const;

import { PROCEDURES } from "@amanat/contracts";
import { query, router } from "../procedure.ts";
import { custody, dealFunds, dealTransfers } from "../views/ledger.ts";

const rows = PROCEDURES.ledger;

export const ledgerRouter = router({
  dealFunds: query(rows.dealFunds, dealFunds),
  dealTransfers: query(rows.dealTransfers, dealTransfers),
  custody: query(rows.custody, custody),
});

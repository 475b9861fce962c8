import type { Chore, Ctx, Module, Verbs } from "@amanat/db";
import { type AnchorSink, sealer } from "@amanat/sealing";
import { ABOUT } from "./about.ts";
import type { BooksPorts } from "./ports.ts";
import * as accounts from "./reads/accounts.ts";
import { accountsOfKind, journal } from "./reads/explorer.ts";
import * as money from "./reads/deal-money.ts";
import { anchor, roller, sealFinished } from "./verbs/seal.ts";
import { closeBooks } from "./verbs/close-books.ts";
import { takeLiabilities } from "./verbs/take-liabilities.ts";

/** What the worker's process supplies: sinks for block heads outside the database; null for none. */
export type LedgerOutside = { readonly ledgerAnchors: AnchorSink | null };

const SEAL_MS = 250;
/** How often house accounts are folded into their balance rows. */
const ROLL_UP_MS = 60_000;
/** How often to check whether a closing or a stocktaking is due, and how old the last one may be. */
const DUE_MS = 10_000;
const AGE_MS = 3_600_000;

function loops({ ledgerAnchors }: LedgerOutside): Chore[] {
  const often = { woken: false } as const;
  return [
    { ...often, name: "seal", everyMs: SEAL_MS, turn: sealer({ seal: sealFinished, anchor, sink: ledgerAnchors }) },
    { ...often, name: "roll-up", everyMs: ROLL_UP_MS, turn: roller() },
    { ...often, name: "closing", everyMs: DUE_MS, turn: async (ctx: Ctx) => Number(await closeBooks(ctx, AGE_MS)) },
    { ...often, name: "liabilities", everyMs: DUE_MS, turn: (ctx: Ctx) => takeLiabilities(ctx, AGE_MS) },
  ];
}

/** The ledger's module. It knows no deals and no people; `ports` tells whose an account is and how an asset is called. */
export function module({ books: ports }: { readonly books: BooksPorts }): Module<unknown, LedgerOutside> {
  const verbs: Verbs<"ledger"> = {
    dealFunds: (ctx, input) => money.dealFunds(ctx, input, ports),
    dealTransfers: (ctx, input) => money.dealTransfers(ctx, input, ports),
    custody: (ctx) => money.custodyByAddress(ctx, ports),
    accounts: (ctx, input) => accounts.accounts(ctx, input, ports),
    balanceAt: (ctx, input) => accounts.balanceAt(ctx, input, ports),
    statement: (ctx, input) => accounts.statement(ctx, input, ports),
    trialBalance: accounts.balances,
    accountsOfKind,
    journal,
    liabilities: accounts.liabilities,
    liabilityProof: (ctx, input) => accounts.liabilityProof(ctx, input, ports),
  };
  return {
    name: "ledger",
    about: ABOUT,
    verbs,
    downloads: { "ledger-transfers.csv": (ctx, input, out) => accounts.exportTransfers(ctx, input, out, ports) },
    loops,
  };
}

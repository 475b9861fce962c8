import type { AccountKind, TransferCode } from "@amanat/contracts";
import { codeOf, kindOf } from "../../internal/chart.ts";

/** A transfer as its account sees it. */
export interface StatementLine {
  at: Date;
  /** The journal's uuid. */
  journal: string;
  leg: number;
  code: TransferCode;
  /** The account on the other side. */
  counter: { kind: AccountKind; scope: string; party: string };
  /** Base units; negative for money that left. */
  amount: bigint;
  balanceAfter: bigint;
}

/** opening + Σ lines of all pages = closing. */
export interface Statement {
  opening: bigint;
  closing: bigint;
  lines: StatementLine[];
  nextCursor: string | null;
}

/** From `from` (included) to `to` (not included), so that adjacent periods count every transfer once. */
export type Period = { from: Date; to: Date };
export type Page = { cursor?: string | undefined; limit: number };
export type Row = { at: Date; journal: string; leg: number; code: number; change: string; kind: number; scope: string; party: string };

export function lineOf(row: Row, balanceAfter: bigint): StatementLine {
  const counter = { kind: kindOf(row.kind), scope: row.scope, party: row.party };
  const { at, journal, leg } = row;
  return { at, journal, leg, code: codeOf(row.code), counter, amount: BigInt(row.change), balanceAfter };
}

import { DomainError, type EventPayload, type ProposalStatus, type ProposalView, publicId } from "@amanat/contracts";
import { appendEvents, closeDeadline, newId, noteChange, now, setDeadline, setting, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { after, DEFAULTS, MOST_PROPOSALS } from "../rules.ts";
import { dealNews } from "./news.ts";
import type { DealRow, ProposalRow } from "./rows.ts";

/**
 * The only writer of proposals. Whoever writes one holds the lock on its deal, and so one of two answers, or an answer and
 * the deal's end, comes first; the comparison on status and version is for those who forgot.
 */

type Terms = Pick<ProposalRow, "kind" | "by" | "clock" | "until" | "note">;

/** Errors: INVALID_STATE (one of this kind is open, or the party has proposed it too often). */
export async function insertProposal(tx: TxCtx, deal: DealRow, terms: Terms): Promise<ProposalRow> {
  const { kind, by } = terms;
  const same = await tx.tx.dealProposal.findMany({ where: { dealId: deal.id, kind }, select: { by: true, status: true } });
  if (same.some((one) => one.status === "open")) throw new DomainError("INVALID_STATE", "One is waiting for its answer.");
  if (same.filter((one) => one.by === by).length >= MOST_PROPOSALS) throw new DomainError("INVALID_STATE", "It was proposed too often.");
  const at = await now(tx);
  const hours = await setting(tx, "deal.proposalHours", z.number().positive().max(2_160), DEFAULTS.proposalHours);
  const id = newId();
  const expiresAt = after(at, hours, "hours");
  const data = { ...terms, id, tenantId: deal.tenantId, dealId: deal.id, expiresAt, createdAt: at };
  const row = await tx.tx.dealProposal.create({ data });
  noteChange(tx, { kind: "proposal", id, before: null, after: row });
  await setDeadline(tx, { purpose: "proposal", subjectId: id, dueAt: expiresAt });
  return row;
}

/** The proposal of a locked deal. Errors: NOT_FOUND. */
export async function proposalOf(tx: TxCtx, deal: DealRow, id: string): Promise<ProposalRow> {
  const row = await tx.tx.dealProposal.findFirst({ where: { id, dealId: deal.id } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/** Ends an open proposal. Errors: INVALID_STATE (it is not open), VERSION_CONFLICT. */
export async function endProposal(tx: TxCtx, row: ProposalRow, status: Exclude<ProposalStatus, "open">): Promise<ProposalRow> {
  if (row.status !== "open") throw new DomainError("INVALID_STATE");
  const closedAt = await now(tx);
  const { count } = await tx.tx.dealProposal.updateMany({
    where: { id: row.id, status: "open", version: row.version },
    data: { status, closedAt, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const ended = { ...row, status, closedAt, version: row.version + 1 };
  noteChange(tx, { kind: "proposal", id: row.id, before: row, after: ended });
  await closeDeadline(tx, { purpose: "proposal", subjectId: row.id }, status === "expired" ? "done" : "cancelled");
  return ended;
}

/** What was proposed about a state that is left behind has nothing to be about any more. The news of the move says it all. */
export async function lapseProposals(tx: TxCtx, deal: DealRow, which: { clock?: "deliver" | "inspect" } = {}): Promise<void> {
  const open = await tx.tx.dealProposal.findMany({ where: { ...which, dealId: deal.id, status: "open" }, orderBy: { id: "asc" } });
  for (const row of open) await endProposal(tx, row, "lapsed");
}

type Change = Pick<EventPayload<"deal.change_proposed.v1">, "proposalId" | "kind" | "by" | "until">;

function changeOf(row: ProposalRow): Change {
  const { kind, by, until } = proposalView(row);
  return { proposalId: publicId("proposal", row.id), kind, by, until };
}

export async function tellProposed(tx: TxCtx, deal: DealRow, row: ProposalRow): Promise<void> {
  const { by, ...change } = changeOf(row);
  await appendEvents(tx, [dealNews("deal.change_proposed.v1", deal, by, { ...change, by, expiresAt: row.expiresAt.toISOString() })]);
}

export async function tellAnswered(tx: TxCtx, deal: DealRow, row: ProposalRow, mover: "buyer" | "seller" | "timer"): Promise<void> {
  const { status } = proposalView(row);
  await appendEvents(tx, [dealNews("deal.change_answered.v1", deal, mover, { ...changeOf(row), answer: status })]);
}

/** A proposal as the wire has it. Its words stand in columns with a check, so the casts only repeat what the database holds. */
export function proposalView(row: ProposalRow): ProposalView {
  return {
    id: publicId("proposal", row.id),
    kind: row.kind as ProposalView["kind"],
    by: row.by as ProposalView["by"],
    clock: row.clock as ProposalView["clock"],
    until: row.until?.toISOString() ?? null,
    note: row.note,
    status: row.status as ProposalStatus,
    expiresAt: row.expiresAt.toISOString(),
    version: row.version,
  };
}

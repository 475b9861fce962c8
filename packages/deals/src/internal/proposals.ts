import { DomainError, type EventPayload, type ProposalStatus, type ProposalView, publicId } from "@amanat/contracts";
import {
  appendEvents,
  closeDeadline,
  type Ctx,
  type Mover,
  newId,
  noteChange,
  now,
  Prisma,
  readRows,
  startDeadline,
  setting,
  step,
  type TxCtx,
} from "@amanat/db";
import { after, MOST_PROPOSALS } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { PROPOSAL } from "../state.ts";
import { dealEvent } from "./events.ts";
import type { DealRow, ProposalRow } from "./rows.ts";

/**
 * The only writer of proposals. The caller holds the lock of the deal, so that two answers, or an answer and the deal's end, come one after
 * the other. Status and version are compared all the same, in case a caller has not locked it.
 */

type Asked = Pick<ProposalRow, "kind" | "by" | "clock" | "until" | "note">;

/** Errors: INVALID_STATE (one of this kind is open, or the party has proposed it too often). */
export async function insertProposal(tx: TxCtx, deal: DealRow, asked: Asked): Promise<ProposalRow> {
  const { kind, by } = asked;
  const same = await tx.tx.dealProposal.findMany({ where: { dealId: deal.id, kind }, select: { by: true, status: true } });
  if (same.some((one) => one.status === "open")) throw new DomainError("INVALID_STATE", "One is waiting for its answer.");
  if (same.filter((one) => one.by === by).length >= MOST_PROPOSALS) throw new DomainError("INVALID_STATE", "It was proposed too often.");
  const at = await now(tx);
  const hours = await setting(tx, SETTINGS.proposalHours);
  const id = newId();
  const expiresAt = after(at, hours, "hours");
  const data = { ...asked, id, tenantId: deal.tenantId, dealId: deal.id, expiresAt, createdAt: at };
  const row = await tx.tx.dealProposal.create({ data });
  noteChange(tx, { kind: "proposal", id, before: null, after: row });
  await startDeadline(tx, { purpose: "proposal", subjectId: id, dueAt: expiresAt });
  return row;
}

/** The proposal of a locked deal. Errors: NOT_FOUND. */
export async function proposalOf(tx: TxCtx, deal: DealRow, id: string): Promise<ProposalRow> {
  const row = await tx.tx.dealProposal.findFirst({ where: { id, dealId: deal.id } });
  if (!row) throw new DomainError("NOT_FOUND");
  return row;
}

/** Ends an open proposal. Errors: INVALID_STATE (it is not open, or its time is over), VERSION_CONFLICT. */
export async function moveProposal(tx: TxCtx, row: ProposalRow, on: string, by: Mover): Promise<ProposalRow> {
  const closedAt = await now(tx);
  const status = step(PROPOSAL, statusOf(row), on, by, { expiresAt: row.expiresAt, now: closedAt });
  const { count } = await tx.tx.dealProposal.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { status, closedAt, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const ended = { ...row, status, closedAt, version: row.version + 1 };
  noteChange(tx, { kind: "proposal", id: row.id, before: row, after: ended });
  await closeDeadline(tx, { purpose: "proposal", subjectId: row.id }, by === "timer" ? "done" : "cancelled");
  return ended;
}

/** Ends every open proposal of a deal that leaves its state: there is nothing left to answer. No event of its own; the move has one. */
export async function lapseProposals(tx: TxCtx, deal: DealRow, which: Pick<Prisma.DealProposalWhereInput, "clock"> = {}): Promise<void> {
  const open = await tx.tx.dealProposal.findMany({ where: { ...which, dealId: deal.id, status: "open" }, orderBy: { id: "asc" } });
  for (const row of open) await moveProposal(tx, row, "lapse", "system");
}

/** What the parties have asked of each other and not answered, by deal. */
export async function openProposals(ctx: Ctx, dealIds: readonly string[]): Promise<(dealId: string) => ProposalView[]> {
  const rows = await readRows(
    ctx,
    { p: "DealProposal" },
    Prisma.sql`"DealProposal" p WHERE p."dealId" = ANY (${[...dealIds]}::uuid[]) AND p."status" = 'open' ORDER BY p."createdAt", p."id"`,
  );
  return (dealId) => rows.filter(({ p }) => p.dealId === dealId).map(({ p }) => proposalView(p));
}

type Change = Pick<EventPayload<"deal.change_proposed.v1">, "proposalId" | "kind" | "by" | "until">;

function changeOf(row: ProposalRow): Change {
  const { kind, by, until } = proposalView(row);
  return { proposalId: publicId("proposal", row.id), kind, by, until };
}

export async function tellProposed(tx: TxCtx, deal: DealRow, row: ProposalRow): Promise<void> {
  const change = changeOf(row);
  await appendEvents(tx, [
    dealEvent({ event: "deal.change_proposed.v1" }, deal, change.by, { ...change, expiresAt: row.expiresAt.toISOString() }),
  ]);
}

export async function tellAnswered(tx: TxCtx, deal: DealRow, row: ProposalRow, mover: Mover): Promise<void> {
  await appendEvents(tx, [dealEvent({ event: "deal.change_answered.v1" }, deal, mover, { ...changeOf(row), answer: row.status })]);
}

/** Its words stand in columns with a check, so the casts only repeat what the database holds. */
const statusOf = (row: ProposalRow) => row.status as ProposalStatus;

/** A proposal as the wire has it. */
export function proposalView(row: ProposalRow): ProposalView {
  return {
    id: publicId("proposal", row.id),
    kind: row.kind as ProposalView["kind"],
    by: row.by as ProposalView["by"],
    clock: row.clock as ProposalView["clock"],
    until: row.until?.toISOString() ?? null,
    note: row.note,
    status: statusOf(row),
    expiresAt: row.expiresAt.toISOString(),
    version: row.version,
  };
}

/** Takes away what a person wrote beside their proposals, once they go; what was proposed stays. */
export function eraseNotes(tx: TxCtx, userId: string): Promise<number> {
  return tx.tx.$executeRaw`
    UPDATE "DealProposal" x SET "note" = '' FROM "DealParty" p
    WHERE p."dealId" = x."dealId" AND p."role" = x."by" AND p."userId" = ${userId}::uuid AND x."note" <> ''`;
}

import { DomainError } from "@amanat/contracts";
import {
  appendEvents,
  audit,
  closeDeadline,
  type Ctx,
  mendIncidents,
  newId,
  now,
  Prisma,
  raiseIncident,
  readRows,
  rowsOf,
  setDeadline,
  setting,
  type TxCtx,
} from "@amanat/db";
import { after } from "@amanat/deals";
import { payoutApprovers } from "@amanat/payment";
import type { DisputePorts, Resolver } from "../ports.ts";
import { type Candidate, chooseMediator } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import type { CaseMover } from "../state.ts";
import { caseEvent } from "./events.ts";
import type { CaseRow } from "./rows.ts";
import { changeCase } from "./write-cases.ts";

/** Who has a case to rule on, and who may. The only writer of who has had one (lint enforces it). The caller holds the case's lock. */

export type Leaving = "ruled" | "recused" | "changed" | "overdue" | "closed";

type Able = Resolver & Candidate;

/**
 * Who may rule on a case: resolvers who are no party of it and not close to one, have not approved a payout of its deal or, lately, of a
 * party, and have not had the case before.
 */
export async function ableToRule(ctx: Ctx, row: CaseRow, ports: DisputePorts): Promise<Able[]> {
  const parties = [row.buyerId, row.sellerId];
  const days = await setting(ctx, SETTINGS.conflictDays);
  const since = after(await now(ctx), -days, "days");
  const [resolvers, approvers, before] = [
    await ports.resolvers(ctx),
    await payoutApprovers(ctx, { scope: row.dealId, parties, since }),
    await mediatorsOf(ctx, row.id),
  ];
  const free = resolvers.filter(
    ({ userId }) => !parties.includes(userId) && !approvers.has(userId) && before.every((one) => one.userId !== userId),
  );
  if (free.length === 0) return [];
  const ids = free.map(({ userId }) => userId);
  const [related, loads] = [await ports.related(ctx, ids, parties), await loadsOf(ctx, ids)];
  return free.filter(({ userId }) => !related.has(userId)).map((one) => ({ ...one, load: loads.get(one.userId) ?? 0 }));
}

async function loadsOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ id: string; load: number }>(
    ctx,
    Prisma.sql`SELECT "mediatorId"::text AS id, count(*)::int AS load FROM "DisputeCase"
      WHERE "mediatorId" = ANY (${[...ids]}::uuid[]) AND "closedAt" IS NULL GROUP BY "mediatorId"`,
  );
  return new Map(rows.map(({ id, load }) => [id, load]));
}

type Had = {
  readonly userId: string;
  readonly name: string;
  readonly round: number;
  readonly since: Date;
  readonly leftAt: Date | null;
  readonly cause: string | null;
};

/** Everybody who has, or had, the case: the first on top. */
export async function mediatorsOf(ctx: Ctx, caseId: string): Promise<Had[]> {
  const rows = await readRows(
    ctx,
    { m: "DisputeMediator" },
    Prisma.sql`"DisputeMediator" m WHERE m."caseId" = ${caseId}::uuid ORDER BY m."since", m."id"`,
  );
  return rows.map(({ m }) => m);
}

/** Gives an unassigned case to whoever fits best. Nobody eligible: the desk is told, and the clock waits. */
export async function place(tx: TxCtx, row: CaseRow, ports: DisputePorts): Promise<CaseRow> {
  const able = await ableToRule(tx, row, ports);
  const chosen = chooseMediator(able, await ports.localesOf(tx, [row.buyerId, row.sellerId]));
  if (chosen) return assign(tx, row, chosen, "system");
  if (row.waitingSince !== null) return row;
  const waiting = await changeCase(tx, row, { change: { waitingSince: await now(tx) } });
  await raiseIncident(tx, { kind: "dispute.unassigned", subject: row.id, dealId: row.dealId, detail: {} });
  await appendEvents(tx, [caseEvent("dispute.waiting.v1", waiting, "system")]);
  return waiting;
}

/** Gives an unassigned case to this resolver, who has the whole time to rule. Errors: INVALID_STATE, FORBIDDEN, VERSION_CONFLICT. */
export async function assign(
  tx: TxCtx,
  row: CaseRow,
  { userId, name }: Pick<Resolver, "userId" | "name">,
  by: CaseMover,
): Promise<CaseRow> {
  const at = await now(tx);
  const decideBy = after(at, await setting(tx, row.small ? SETTINGS.smallDecideHours : SETTINGS.decideHours), "hours");
  const assigned = await changeCase(tx, row, {
    move: { on: "assign", by },
    change: { mediatorId: userId, waitingSince: null },
    said: [{ kind: "assigned", by: "system", author: null, data: { mediator: name } }],
  });
  await tx.tx.disputeMediator.create({ data: { id: newId(), caseId: row.id, userId, name, round: row.round, since: at } });
  await setDeadline(tx, { purpose: "dispute_decide", subjectId: row.id, dueAt: decideBy });
  await mendIncidents(tx, row.id, ["dispute.unassigned"]);
  await audit(tx, {
    action: "dispute.assign",
    subjectKind: "case",
    subjectId: row.id,
    payload: { mediatorId: userId, decideBy: decideBy.toISOString() },
  });
  await appendEvents(tx, [caseEvent("dispute.assigned.v1", assigned, "system", { mediator: name, decideBy: decideBy.toISOString() })]);
  return assigned;
}

/** Whoever has the case has it no more. */
export async function leave(tx: TxCtx, row: CaseRow, cause: Leaving): Promise<void> {
  if (row.mediatorId === null) return;
  const { count } = await tx.tx.disputeMediator.updateMany({
    where: { caseId: row.id, leftAt: null },
    data: { leftAt: await now(tx), cause },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  await closeDeadline(tx, { purpose: "dispute_decide", subjectId: row.id }, cause === "overdue" ? "done" : "cancelled");
}

/** The mediator leaves a case that goes on, and it is given to another. */
export async function replaceMediator(
  tx: TxCtx,
  row: CaseRow,
  move: {
    readonly on: "recuse" | "change" | "overdue";
    readonly by: CaseMover;
    readonly cause: "recused" | "changed" | "overdue";
    readonly reason?: string;
    readonly author: { userId: string; name: string } | null;
  },
  ports: DisputePorts,
): Promise<CaseRow> {
  const { on, by, cause, reason = "", author } = move;
  await leave(tx, row, cause);
  const side = by === "buyer" ? { buyerChanged: true } : by === "seller" ? { sellerChanged: true } : {};
  const changed = (by === "buyer" && row.buyerChanged) || (by === "seller" && row.sellerChanged);
  const told = by === "timer" ? "system" : by;
  const left = await changeCase(tx, row, {
    move: { on, by, facts: { changed } },
    change: { mediatorId: null, ...side },
    said: [{ kind: "left", by: told, author, text: reason, data: { cause } }],
  });
  await audit(tx, { action: `dispute.${on}`, subjectKind: "case", subjectId: row.id, payload: { mediatorId: row.mediatorId } });
  // Whoever leaves is told too, though the case is theirs no more.
  const event = caseEvent("dispute.mediator_left.v1", left, told, { cause });
  const gone = row.mediatorId === null ? [] : [`user:${row.mediatorId}`];
  await appendEvents(tx, [{ ...event, channels: [...event.channels, ...gone] }]);
  return place(tx, left, ports);
}

import { BrokenInvariant, DomainError, type PolicyView, type PurgeKind } from "@amanat/contracts";
import { type Ctx, namesOf, noteChange, now, type Purgeable, reader, requireUser, type RowOf, type TxCtx } from "@amanat/db";

/** The only writer of policies (lint enforces it). */

type PolicyRow = RowOf<"RetentionPolicy">;
export type Policy = { readonly of: Purgeable; readonly days: number; readonly auto: boolean; readonly row: PolicyRow | null };

const policyFrom = (of: Purgeable, row: PolicyRow | null): Policy => ({
  of,
  // A least time that was raised since counts.
  days: Math.max(row?.days ?? of.usualDays, of.leastDays),
  auto: row?.auto ?? false,
  row,
});

/** What is decided about each kind, in the order of the kinds. */
export async function policiesOf(ctx: Ctx, purgeables: readonly Purgeable[]): Promise<Policy[]> {
  const rows = await reader(ctx).retentionPolicy.findMany({ where: { tenantId: ctx.actor.tenantId } });
  return purgeables.map((of) => policyFrom(of, rows.find(({ kind }) => kind === of.kind) ?? null));
}

export async function policyOf(ctx: Ctx, purgeables: readonly Purgeable[], kind: PurgeKind): Promise<Policy> {
  const of = purgeables.find((one) => one.kind === kind);
  if (!of) throw new BrokenInvariant(`no context declares ${kind}`);
  const row = await reader(ctx).retentionPolicy.findUnique({ where: { tenantId_kind: { tenantId: ctx.actor.tenantId, kind } } });
  return policyFrom(of, row);
}

/** Errors: VERSION_CONFLICT. */
export async function writePolicy(
  tx: TxCtx,
  { of, row }: Policy,
  wanted: { days: number; auto: boolean; version: number },
): Promise<Policy> {
  const { tenantId, userId } = requireUser(tx.actor);
  if ((row?.version ?? 0) !== wanted.version) throw new DomainError("VERSION_CONFLICT");
  const { days, auto } = wanted;
  const data = { days, auto, changedAt: await now(tx), changedById: userId };
  const [after] =
    row === null
      ? await tx.tx.retentionPolicy.createManyAndReturn({ data: [{ ...data, tenantId, kind: of.kind }], skipDuplicates: true })
      : await tx.tx.retentionPolicy.updateManyAndReturn({
          where: { tenantId, kind: of.kind, version: row.version },
          data: { ...data, version: { increment: 1 } },
        });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "retention_policy", id: of.kind, before: row ?? { days: of.usualDays, auto: false }, after });
  return policyFrom(of, after);
}

export async function policyViews(ctx: Ctx, policies: readonly Policy[]): Promise<PolicyView[]> {
  const names = await namesOf(
    ctx,
    policies.flatMap(({ row }) => row?.changedById ?? []),
  );
  return policies.map(({ of, days, auto, row }) => ({
    kind: of.kind,
    days,
    auto,
    leastDays: of.leastDays,
    usualDays: of.usualDays,
    version: row?.version ?? 0,
    changed: row && { at: row.changedAt.toISOString(), by: names.get(row.changedById) ?? "" },
  }));
}

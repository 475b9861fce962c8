import { BrokenInvariant, DomainError } from "@amanat/contracts";
import { lockRows, Prisma, type TxCtx } from "@amanat/db";
import type { KindDeal, Kind, Kinds } from "../kind.ts";
import { dealIn, type DealRow, PARTED, PARTED_ORDER, PARTED_ROWS } from "./rows.ts";

/** The kind of a deal. Errors: NOT_FOUND: a kind that this program does not know has no deals here. */
export function kindOf(kinds: Kinds, deal: Pick<DealRow, "kind">): Kind {
  const kind = kinds[deal.kind];
  if (!kind) throw new DomainError("NOT_FOUND");
  return kind;
}

export type Locked = KindDeal & { readonly kind: Kind };

/**
 * Decisions are made on locked rows. The lock order is the same everywhere, to avoid deadlocks: the kind's own rows, then
 * the deal. A missing deal, and one of another tenant, are NOT_FOUND.
 */
export async function lockDeal(tx: TxCtx, id: string, kinds: Kinds): Promise<Locked> {
  const kind = await kindFor(tx, id, kinds);
  const own = await kind.lock(tx, id);
  const deal = await lockRow(tx, id);
  if (deal?.kind !== kind.name) throw new DomainError("NOT_FOUND");
  const terms = kind.termsIn?.(own) ?? (await kind.terms(tx, [id])).get(id);
  if (!terms) throw new BrokenInvariant(`a ${kind.name} without its terms`);
  return { kind, deal, terms, own };
}

/** Whoever works with deals of one kind alone need not ask which it is: a deal of another kind is not found. */
async function kindFor(tx: TxCtx, id: string, kinds: Kinds): Promise<Kind> {
  const [only, ...others] = Object.values(kinds);
  if (only !== undefined && others.length === 0) return only;
  const found = await tx.tx.deal.findFirst({ where: { id, tenantId: tx.actor.tenantId }, select: { kind: true } });
  if (!found) throw new DomainError("NOT_FOUND");
  return kindOf(kinds, found);
}

async function lockRow(tx: TxCtx, id: string): Promise<DealRow | null> {
  const own = Prisma.sql`WHERE d."id" = ${id}::uuid AND d."tenantId" = ${tx.actor.tenantId}::uuid`;
  return dealIn(await lockRows(tx, PARTED, Prisma.sql`${PARTED_ROWS} ${own} ${PARTED_ORDER} FOR UPDATE OF d, p, t`));
}

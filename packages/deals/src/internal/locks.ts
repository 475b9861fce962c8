import { BrokenInvariant, DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import type { KindDeal, Kind, Kinds } from "../kind.ts";
import { type DealRow, WITH_PARTS } from "./rows.ts";

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
  const found = await tx.tx.deal.findFirst({ where: { id, tenantId: tx.actor.tenantId }, select: { kind: true } });
  if (!found) throw new DomainError("NOT_FOUND");
  const kind = kindOf(kinds, found);
  const own = await kind.lock(tx, id);
  await tx.tx.$queryRaw`SELECT 1 FROM "Deal" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const deal = await tx.tx.deal.findUniqueOrThrow({ where: { id }, include: WITH_PARTS });
  const terms = (await kind.terms(tx, [id])).get(id);
  if (!terms) throw new BrokenInvariant(`a ${kind.name} without its terms`);
  return { kind, deal, terms, own };
}

import type { DepartureBlock } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { heldAmong } from "../internal/holds.ts";
import type { DeparturePorts } from "../ports.ts";
import { MOST_BLOCKS } from "../rules.ts";

export type Block = { readonly kind: DepartureBlock; readonly id: string | null };

/** Whether a person, a deal or a case of theirs is held by law. */
export async function isHeld(ctx: Ctx, userId: string, { partOf }: Pick<DeparturePorts, "partOf">): Promise<boolean> {
  return (await heldAmong(ctx, [userId, ...(await partOf(ctx, userId))])).size > 0;
}

/** What keeps a person's account from being deleted, some of it; empty when nothing does. */
export async function blocksOf(ctx: Ctx, userId: string, ports: DeparturePorts): Promise<Block[]> {
  const ties = await ports.tiesOf(ctx, userId);
  const role: Block[] = (await ports.holdsOffice(ctx, userId)) ? [{ kind: "role", id: null }] : [];
  const hold: Block[] = (await isHeld(ctx, userId, ports)) ? [{ kind: "hold", id: null }] : [];
  return [...hold, ...role, ...ties].slice(0, MOST_BLOCKS);
}

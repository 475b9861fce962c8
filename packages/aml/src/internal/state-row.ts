/** The only writer of how screening fares: one row, which tells the desk what the worker does. */
import type { AmlProvider } from "@amanat/contracts";
import { type Ctx, now, reader, type RowOf, type TxCtx } from "@amanat/db";

export type StateRow = RowOf<"ScreeningState">;
const THE_ROW = { id: 1 } as const;

export function stateRow(ctx: Ctx): Promise<StateRow> {
  return reader(ctx).screeningState.findUniqueOrThrow({ where: THE_ROW });
}

/** The same, locked. */
export async function lockState(tx: TxCtx): Promise<StateRow> {
  await tx.tx.$queryRaw`SELECT 1 FROM "ScreeningState" WHERE "id" = 1 FOR UPDATE`;
  return stateRow(tx);
}

/** The worker says how it screens. */
export async function tellProvider(ctx: Ctx, provider: AmlProvider): Promise<void> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- what a process found in its environment; nobody decided it here
  await reader(ctx).screeningState.updateMany({ where: THE_ROW, data: { provider, toldAt: await now(ctx) } });
}

/** Takes the turn to fetch, for one of several workers. True for the one that has it. */
export async function takeTurn(ctx: Ctx, { attemptedAt }: StateRow): Promise<boolean> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- whose turn it is, and nothing else
  const { count } = await reader(ctx).screeningState.updateMany({
    where: { ...THE_ROW, attemptedAt },
    data: { attemptedAt: await now(ctx) },
  });
  return count === 1;
}

export async function noteFailure(ctx: Ctx, failure: string | null): Promise<void> {
  // oxlint-disable-next-line amanat/no-unaudited-write -- what came of a fetch; a list that is taken has its own entry
  await reader(ctx).screeningState.updateMany({ where: THE_ROW, data: { failure: failure?.slice(0, 300) ?? null } });
}

export async function noteAsked(tx: TxCtx, userId: string): Promise<void> {
  await tx.tx.screeningState.updateMany({ where: THE_ROW, data: { askedAt: await now(tx), askedById: userId } });
}

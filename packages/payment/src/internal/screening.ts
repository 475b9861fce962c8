/** Asks about the addresses that money comes from or goes to, and keeps what was said. */
import { BrokenInvariant, type ScreenedRole } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, now, type TxCtx } from "@amanat/db";
import type { Proof, Screened, Screener } from "../ports.ts";
import type { PayoutRow, TransferRow } from "./rows.ts";

/** Nobody is screened: the operator has chosen no provider. */
export const NO_SCREENING: Screener = {
  on: false,
  ask: () => Promise.reject(new BrokenInvariant("nobody is screened")),
  holds: () => Promise.resolve(true),
};

/** It could not be said now whether an address is listed. What waits for it goes on waiting. */
export class Unscreened extends Error {}

type Asked = { readonly address: string; readonly role: ScreenedRole };
type Subject = { readonly kind: "deposit" | "payout"; readonly id: string; readonly chain: string };
export type Answer = Asked & Screened;
/** What was said of each address, and the first that is listed. */
export type Screening = { readonly answers: readonly Answer[]; readonly listed: Answer | null };

const NOT_ASKED: Screening = { answers: [], listed: null };

/** Of a proved deposit: whose tokens came, and who sent the transaction. Throws Unscreened. */
export function screenDeposit(
  ctx: Ctx,
  screener: Screener,
  transfer: TransferRow,
  { sender, origin }: Extract<Proof, { verdict: "proved" }>,
): Promise<Screening> {
  const asked: Asked[] = [{ address: sender, role: "sender" }];
  if (origin !== sender) asked.push({ address: origin, role: "origin" });
  return screen(ctx, screener, { kind: "deposit", id: transfer.id, chain: transfer.chain }, asked);
}

/** Of an approved payout: where it goes. Throws Unscreened. */
export function screenPayout(ctx: Ctx, screener: Screener, payout: PayoutRow): Promise<Screening> {
  const asked: Asked = { address: payout.destination, role: payout.kind === "refund" ? "refund" : "payee" };
  return screen(ctx, screener, { kind: "payout", id: payout.id, chain: payout.chain }, [asked]);
}

/** Asks, and keeps each answer before anybody acts on it. Several workers may ask the same: what was said once is one row. */
async function screen(ctx: Ctx, screener: Screener, subject: Subject, asked: readonly Asked[]): Promise<Screening> {
  if (!screener.on) return NOT_ASKED;
  const answers: Answer[] = [];
  for (const each of asked) {
    try {
      answers.push({ ...each, ...(await screener.ask(ctx, { chain: subject.chain, address: each.address })) });
    } catch (error) {
      throw new Unscreened(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }
  await inTransaction(ctx, (tx) => keep(tx, subject, answers));
  return { answers, listed: answers.find(({ verdict }) => verdict === "hit") ?? null };
}

async function keep(tx: TxCtx, { kind, id, chain }: Subject, answers: readonly Answer[]): Promise<void> {
  const at = await now(tx);
  await tx.tx.screening.createMany({
    data: answers.map(({ address, role, provider, edition, verdict }) => ({
      id: newId(),
      tenantId: tx.actor.tenantId,
      subjectKind: kind,
      subjectId: id,
      chain,
      address,
      role,
      provider,
      edition,
      verdict,
      at,
    })),
    skipDuplicates: true,
  });
}

/** Whether nothing newer is known than what was said. Locks what is known until the transaction ends, so that a listing comes before it or after. */
export function stillHolds(tx: TxCtx, screener: Screener, { answers }: Screening): Promise<boolean> {
  return answers.length === 0 ? Promise.resolve(true) : screener.holds(tx, answers);
}

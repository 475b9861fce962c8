import type { FeesView } from "@amanat/contracts";
import { audit, type Ctx, mendIncidents, now, raiseIncident, reader, setting, type TxCtx } from "@amanat/db";
import type { ChainSpec } from "../ports.ts";
import { accountOn } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

export type Receiver = { readonly state: FeesView["receiver"]["state"]; readonly address: string | null; readonly countsFrom: Date | null };

/**
 * The wallet that earned fees of a chain go to. It counts when this process and the workers name the same one, and its wait is over. So whoever
 * changes one process's configuration alone withdraws nothing, and whoever changes all of them has to wait while every operator is told.
 */
export async function receiverOf(ctx: Ctx, spec: Pick<ChainSpec, "chain" | "receiver"> | undefined): Promise<Receiver> {
  const address = spec?.receiver ?? null;
  if (spec === undefined || address === null) return { state: "none", address: null, countsFrom: null };
  const noted = await reader(ctx).custodyState.findUnique({ where: { chain: spec.chain } });
  if (noted?.receiver !== address || noted.receiverFrom === null) return { state: "unseen", address, countsFrom: null };
  const waits = noted.receiverFrom > (await now(ctx));
  return { state: waits ? "waits" : "counts", address, countsFrom: noted.receiverFrom };
}

/** Whether earned fees can go to this address now. */
export async function isReceiver(ctx: Ctx, spec: Pick<ChainSpec, "chain" | "receiver"> | undefined, address: string): Promise<boolean> {
  const { state, address: own } = await receiverOf(ctx, spec);
  return state === "counts" && own === address;
}

const HOUR_MS = 3_600_000;
const CHANGED = "wallet.receiver_changed";

type Noted = { readonly receiver: string | null; readonly receiverFrom: Date | null };

/**
 * The change to the chain's row (`noted`) for the receiver that this worker is configured with. The first one counts at once. Another one
 * waits as long as a person's changed address (`payment.destinationWaitHours`), and the operators are told. A worker without one leaves
 * what was noted, so that naming none in between shortens no wait. Workers that name two wallets undo each other's, and neither ever counts.
 */
export async function receiverToNote(
  tx: TxCtx,
  { chain, receiver: address }: Pick<ChainSpec, "chain" | "receiver">,
  noted: Noted | null,
): Promise<Partial<Noted>> {
  if (address === undefined) return {};
  const at = await now(tx);
  const before = noted?.receiver ?? null;
  if (before === address) {
    if (noted?.receiverFrom && noted.receiverFrom <= at) await mendIncidents(tx, accountOn(chain, address), [CHANGED]);
    return {};
  }
  const hours = before === null ? 0 : await setting(tx, SETTINGS.destinationWaitHours);
  const receiverFrom = new Date(at.getTime() + hours * HOUR_MS);
  await audit(tx, {
    action: "fees.receiver",
    subjectKind: "custody",
    subjectId: null,
    payload: { chain, from: before, to: address, countsFrom: receiverFrom.toISOString() },
  });
  if (before === null) return { receiver: address, receiverFrom };
  await mendIncidents(tx, accountOn(chain, before), [CHANGED]);
  const detail = { from: before, to: address, countsFrom: receiverFrom.toISOString() };
  await raiseIncident(tx, { kind: CHANGED, subject: accountOn(chain, address), detail });
  return { receiver: address, receiverFrom };
}

import { tellPerson } from "@amanat/auth";
import { type EventType, EVENTS, uuidOf } from "@amanat/contracts";
import type { Event, TxCtx } from "@amanat/db";
import { namedDestination, rejectedPayout } from "@amanat/payment";

type Notify = (tx: TxCtx, event: Pick<Event, "subjectId" | "payload">) => Promise<void>;

async function tellOwner(tx: TxCtx, id: string, kind: "destination_named" | "destination_asked" | "destination_changed"): Promise<void> {
  const { ownerId, address, effectiveAt } = await namedDestination(tx, id);
  await tellPerson(tx, ownerId, kind === "destination_asked" ? { kind, detail: address, when: effectiveAt } : { kind, detail: address });
}

/** News of one context that people hear by mail: in the transaction that marks it as handled, so that nobody is told twice. */
export const NOTICES = {
  "destination.named.v1": async (tx, { subjectId, payload }) => {
    // Who named it in person has just read it on the page.
    if (EVENTS["destination.named.v1"].parse(payload).byKey) await tellOwner(tx, subjectId, "destination_named");
  },
  "destination.change_asked.v1": (tx, { subjectId }) => tellOwner(tx, subjectId, "destination_asked"),
  "destination.changed.v1": (tx, { subjectId }) => tellOwner(tx, subjectId, "destination_changed"),
  "payout.rejected.v1": async (tx, { payload }) => {
    const { payoutId } = EVENTS["payout.rejected.v1"].parse(payload);
    const { ownerId, reason, redraftAt } = await rejectedPayout(tx, uuidOf("payout", payoutId) ?? "");
    if (ownerId !== null && redraftAt) await tellPerson(tx, ownerId, { kind: "payout_rejected", detail: reason, when: redraftAt });
  },
} as const satisfies Partial<Record<EventType, Notify>>;

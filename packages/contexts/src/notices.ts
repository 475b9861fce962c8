import { tellPerson } from "@amanat/auth";
import { uuidOf } from "@amanat/contracts";
import type { Module, Reactions, TxCtx } from "@amanat/db";
import { namedDestination, rejectedPayout } from "@amanat/payment";

async function tellOwner(tx: TxCtx, id: string, kind: "destination_named" | "destination_asked" | "destination_changed"): Promise<void> {
  const { ownerId, address, effectiveAt } = await namedDestination(tx, id);
  await tellPerson(tx, ownerId, kind === "destination_asked" ? { kind, detail: address, when: effectiveAt } : { kind, detail: address });
}

/** News of one context that people hear by mail: in the transaction that takes its delivery away, so that nobody is told twice. */
const NOTICES: Reactions = {
  "destination.named.v1": (tx, { subjectId }) => tellOwner(tx, subjectId, "destination_named"),
  "destination.change_asked.v1": (tx, { subjectId }) => tellOwner(tx, subjectId, "destination_asked"),
  "destination.changed.v1": (tx, { subjectId }) => tellOwner(tx, subjectId, "destination_changed"),
  "payout.rejected.v1": async (tx, { payload }) => {
    const { ownerId, reason, redraftAt } = await rejectedPayout(tx, uuidOf("payout", payload.payoutId) ?? "");
    if (ownerId !== null && redraftAt) await tellPerson(tx, ownerId, { kind: "payout_rejected", detail: reason, when: redraftAt });
  },
};

/** A mail about what was long ago helps nobody, so it begins with what happens next. */
export const notices: Module = {
  name: "notices",
  // Who named it in person has just read it on the page.
  reactions: { from: "now", to: NOTICES, only: { "destination.named.v1": { byKey: true } } },
};

import { type Actor, DomainError, type IntentView, openIntentInput, uuidOf } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { destinationNow, nameFirst } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { moveIntent } from "../internal/move.ts";
import { parse, refuseField } from "../internal/parse.ts";
import { type IntentRow, lockIntentOf } from "../internal/rows.ts";
import { intentViewOf } from "../internal/views.ts";
import type { PayInPorts, PayInRail } from "../ports.ts";
import { railOf } from "../rails.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * The buyer names where money goes back to, and gets a place to pay: a deposit address of its own and a
 * payment reference. The answer shows them once the scanner watches (`pay`). The first address counts at once, also from
 * an API key (whoever made the key is told); the same one again changes nothing, and another is for `changeDestination`.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also: not the payer), INTENT_EXPIRED, INVALID_STATE,
 * VALIDATION_ERROR (`named_already`: another address counts), NOT_SUPPORTED (a chain not in use), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function openIntent(ctx: Ctx, input: z.input<typeof openIntentInput>, ports: PayInPorts): Promise<IntentView> {
  const user = requireUser(ctx.actor);
  const { dealId, refundAddress } = parse(openIntentInput, input);
  const scope = uuidOf("deal", dealId);
  return oncePerKey(ctx, "payment.openIntent", { dealId, refundAddress }, async (tx) => {
    const intent = scope === null ? null : await lockIntentOf(tx, scope);
    if (!intent || intent.payerId !== user.userId) throw new DomainError("NOT_FOUND");
    const at = await now(tx);
    const named = await destinationNow(tx, { scope: intent.scope, ownerId: intent.payerId });
    if (named && named.address !== refundAddress) {
      await refuseOurAddress(tx, refundAddress, { rails: ports.rails, path: "refundAddress" });
      refuseField("refundAddress", "named_already");
    }
    const opened =
      named && intent.depositAddress !== null ? intent : await take(tx, intent, { refundAddress, first: named === null, at, ports });
    return intentViewOf(tx, opened, at);
  });
}

async function take(
  tx: TxCtx,
  intent: IntentRow,
  asked: { refundAddress: string; first: boolean; at: Date; ports: PayInPorts },
): Promise<IntentRow> {
  const { refundAddress, first, at, ports } = asked;
  if (intent.status === "expired") throw new DomainError("INTENT_EXPIRED");
  if (intent.status !== "created" && intent.status !== "awaiting") throw new DomainError("INVALID_STATE");
  if (intent.expiresAt <= at) throw new DomainError("INTENT_EXPIRED");
  const rail = railOf(ports.rails, intent.chain);
  await refuseOurAddress(tx, refundAddress, { rails: ports.rails, path: "refundAddress" });
  const opened = await moveIntent(tx, intent, "awaiting", await newPlace(tx, rail));
  if (first) {
    const row = await nameFirst(tx, { scope: intent.scope, ownerId: intent.payerId }, refundAddress);
    await appendEvents(tx, [destinationEvent("destination.named.v1", opened, row, isKey(tx.actor))]);
  }
  await audit(tx, {
    action: "intent.open",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { refundAddress, depositAddress: opened.depositAddress },
  });
  return opened;
}

/** A machine of the person's asks. */
const isKey = (actor: Actor) => actor.kind === "user" && actor.scopes !== null;

async function newPlace(tx: TxCtx, { chain, addresses, references }: PayInRail) {
  // A sequence, never a hash: two intents can not share an address, also when this one rolls back.
  const [row] = await tx.tx.$queryRaw<{ index: number }[]>`SELECT nextval('deposit_index_seq')::int AS "index"`;
  if (!row) throw new Error("the deposit index sequence gave nothing");
  const { reference, hash } = references.next();
  return {
    derivationIndex: row.index,
    depositAddress: addresses.addressAt(row.index).address.toLowerCase(),
    proxy: chain.proxy.toLowerCase(),
    proxyTo: chain.escrowWallet.toLowerCase(),
    reference,
    referenceHash: hash.toLowerCase(),
  };
}

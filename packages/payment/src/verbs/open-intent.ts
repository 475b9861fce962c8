import { type Actor, DomainError, type IntentView, openIntentInput, parsed } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { destinationNow, nameFirst } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { moveIntent } from "../internal/write-rows.ts";
import { type IntentRow, lockEscrow, lockIntent } from "../internal/rows.ts";
import { intentViewOf } from "../internal/views.ts";
import { offerWays } from "../internal/ways-to-pay.ts";
import type { PayInPorts, PayInRail } from "../ports.ts";
import { railOf } from "../rails.ts";
import { intentIdOf } from "../reads/get-intent.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * The buyer names where money goes back to, and gets a place to pay: a deposit address of its own, and what else the providers
 * offer. By the intent's id, or by the deal's while exactly one is open. The answer shows them once the scanner
 * watches (`pay`). The first address counts at once, also from
 * an API key (whoever made the key is told); the same one again changes nothing, and another is for `changeDestination`.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also: not the payer), INTENT_EXPIRED, INVALID_STATE,
 * VALIDATION_ERROR (`named_already`: another address counts), NOT_SUPPORTED (a chain not in use, or one that no provider takes payments on), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function openIntent(ctx: Ctx, input: z.input<typeof openIntentInput>, ports: PayInPorts): Promise<IntentView> {
  const user = requireUser(ctx.actor);
  const asked = parsed(openIntentInput, input);
  const { refundAddress } = asked;
  return oncePerKey(ctx, "payment.openIntent", asked, async (tx) => {
    const id = await intentIdOf(tx, asked, user.userId);
    const intent = id === null ? null : await lockIntent(tx, id);
    if (!intent || intent.payerId !== user.userId || intent.tenantId !== user.tenantId) throw new DomainError("NOT_FOUND");
    const at = await now(tx);
    const named = await destinationNow(tx, { scope: intent.scope, ownerId: intent.payerId });
    if (named && named.address !== refundAddress) {
      await refuseOurAddress(tx, refundAddress, { rails: ports.rails, path: "refundAddress" });
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "refundAddress", code: "named_already" }] });
    }
    const opened = named && intent.depositAddress !== null ? intent : await take(tx, intent, { refundAddress, at, ports });
    return intentViewOf(tx, opened, at, ports.rails);
  });
}

async function take(tx: TxCtx, intent: IntentRow, asked: { refundAddress: string; at: Date; ports: PayInPorts }): Promise<IntentRow> {
  const { refundAddress, at, ports } = asked;
  if (intent.status === "expired") throw new DomainError("INTENT_EXPIRED");
  if (intent.status !== "created" && intent.status !== "awaiting") throw new DomainError("INVALID_STATE");
  if (intent.expiresAt <= at) throw new DomainError("INTENT_EXPIRED");
  const rail = railOf(ports.rails, intent.chain);
  await refuseOurAddress(tx, refundAddress, { rails: ports.rails, path: "refundAddress" });
  const opened = await moveIntent(tx, intent, "awaiting", await newPlace(tx, rail));
  await offerWays(tx, opened, { rail, ports });
  // In each agreement it pays for; where one was named before, that one counts.
  for (const scope of new Set(intent.parts.map((part) => part.scope))) {
    const owner = { scope, ownerId: intent.payerId };
    await lockEscrow(tx, scope);
    if (await destinationNow(tx, owner)) continue;
    const row = await nameFirst(tx, owner, refundAddress);
    await appendEvents(tx, [destinationEvent("destination.named.v1", row, { payer: true, byKey: isKey(tx.actor) })]);
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

async function newPlace(tx: TxCtx, { addresses }: PayInRail) {
  // A sequence, never a hash: two intents can not share an address, also when this one rolls back.
  const [row] = await tx.tx.$queryRaw<{ index: number }[]>`SELECT nextval('deposit_index_seq')::int AS "index"`;
  if (!row) throw new Error("the deposit index sequence gave nothing");
  return { derivationIndex: row.index, depositAddress: addresses.addressAt(row.index).address.toLowerCase() };
}

import { type Actor, BrokenInvariant, DomainError, type IntentView, openIntentInput, parsed } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { destinationNow, nameFirstAddress } from "../internal/destinations.ts";
import { destinationEvent } from "../internal/events.ts";
import { moveIntentLast } from "../internal/write-rows.ts";
import { type IntentRow, lockEscrow, lockIntent } from "../internal/rows.ts";
import { intentViewOf } from "../internal/views.ts";
import { offerWays } from "../internal/ways-to-pay.ts";
import type { PayInPorts, PayInRail } from "../ports.ts";
import type { Destination } from "../rules.ts";
import { railOf } from "../rails.ts";
import { intentIdOf } from "../reads/get-intent.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * The buyer names a refund address and gets a deposit address (or, where a chain has none, a memo for the escrow wallet), plus the other ways to pay that providers offer. The intent is found by
 * its id, or by its deal's while exactly one is open. The answer shows how to pay (`pay`) once the scanner watches the address.
 *
 * - Who: the payer, also by an API key; then the key's owner is told.
 * - From: `created` or `awaiting`, before it expires. Two at once: one after the other; the second gets the same deposit address.
 * - Replay: the same refund address changes nothing; another address is refused, since `changeDestination` is for that.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also: not the payer), INTENT_EXPIRED, INVALID_STATE, VALIDATION_ERROR (`named_already`:
 * another address is current), NOT_SUPPORTED (a chain not in use, or without a provider), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function openIntent(ctx: Ctx, input: z.input<typeof openIntentInput>, ports: PayInPorts): Promise<IntentView> {
  const user = requireUser(ctx.actor);
  const command = parsed(openIntentInput, input);
  const { refundAddress } = command;
  return oncePerKey(ctx, "payment.openIntent", command, async (tx) => {
    const id = await intentIdOf(tx, command, user.userId);
    const intent = id === null ? null : await lockIntent(tx, id);
    if (!intent || intent.payerId !== user.userId || intent.tenantId !== user.tenantId) throw new DomainError("NOT_FOUND");
    // Under the lock of every agreement it pays for, so that nobody names another address meanwhile.
    for (const scope of scopesOf(intent)) await lockEscrow(tx, scope);
    const at = await now(tx);
    const named = await destinationNow(tx, { scope: intent.scope, ownerId: intent.payerId, chain: intent.chain });
    if (named && named.address !== refundAddress) {
      await refuseOurAddress(tx, { chain: intent.chain, address: refundAddress }, { rails: ports.rails, path: "refundAddress" });
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "refundAddress", code: "named_already" }] });
    }
    if (named && (await isOpened(tx, intent))) return intentViewOf(tx, intent, at, ports.rails);
    const opened = await open(tx, intent, { refundAddress, at, ports, named });
    // Nobody has paid to an address that is new.
    const isNew = !(await isOpened(tx, intent));
    return intentViewOf(tx, opened, at, ports.rails, isNew ? { refund: { address: refundAddress, change: null } } : null);
  });
}

/** The agreements it pays for, in the order in which they are locked. */
const scopesOf = ({ parts }: IntentRow): string[] => [...new Set(parts.map(({ scope }) => scope))].toSorted();

type Opening = { refundAddress: string; at: Date; ports: PayInPorts; named: Destination | null };

async function open(tx: TxCtx, intent: IntentRow, command: Opening): Promise<IntentRow> {
  const { refundAddress, at, ports, named } = command;
  if (intent.status === "expired") throw new DomainError("INTENT_EXPIRED");
  if (intent.status !== "created" && intent.status !== "awaiting") throw new DomainError("INVALID_STATE");
  if (intent.expiresAt <= at) throw new DomainError("INTENT_EXPIRED");
  const rail = railOf(ports.rails, intent.chain);
  await refuseOurAddress(tx, { chain: intent.chain, address: refundAddress }, { rails: ports.rails, path: "refundAddress" });
  const opened = await moveIntentLast(tx, intent, "awaiting", await newDepositAddress(tx, rail));
  await offerWays(tx, opened, { rail, ports });
  // Named in each agreement it pays for. An agreement that has a refund address of this payer keeps it.
  for (const scope of scopesOf(intent)) {
    const owner = { scope, ownerId: intent.payerId, chain: intent.chain };
    if (scope === intent.scope ? named : await destinationNow(tx, owner)) continue;
    const row = await nameFirstAddress(tx, owner, refundAddress);
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

/** True when an API key makes the call. */
const isKey = (actor: Actor) => actor.kind === "user" && actor.scopes !== null;

/** Whether its payer has been given a way to pay. */
async function isOpened(tx: TxCtx, { id, depositAddress }: IntentRow): Promise<boolean> {
  return depositAddress !== null || (await tx.tx.providerIntent.count({ where: { intentId: id } })) > 0;
}

async function newDepositAddress(tx: TxCtx, { addresses }: PayInRail) {
  if (addresses === null) return {};
  // A sequence, not a hash: two intents can never get one address, even when one of them rolls back.
  const [row] = await tx.tx.$queryRaw<{ index: number }[]>`SELECT nextval('deposit_index_seq')::int AS "index"`;
  if (!row) throw new BrokenInvariant("the deposit index sequence gave nothing");
  return { derivationIndex: row.index, depositAddress: addresses.addressAt(row.index).address };
}

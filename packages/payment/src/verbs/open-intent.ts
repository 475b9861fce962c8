import { DomainError, type IntentView, openIntentInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { moveIntent } from "../internal/move.ts";
import { parse } from "../internal/parse.ts";
import { type IntentRow, lockIntentOf } from "../internal/rows.ts";
import { viewIntent } from "../internal/views.ts";
import type { PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

/**
 * The buyer names where money goes back to, and gets a place to pay: a deposit address of its own and a
 * payment reference. The answer shows them once the scanner watches (`pay`). The same address again
 * changes nothing; another one is taken while no money was seen.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (also: not the payer), INTENT_EXPIRED, INVALID_STATE,
 * VALIDATION_ERROR, NOT_SUPPORTED (other chain), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function openIntent(ctx: Ctx, input: z.input<typeof openIntentInput>, ports: PayInPorts): Promise<IntentView> {
  const user = requireUser(ctx.actor);
  const { dealId, refundAddress } = parse(openIntentInput, input);
  const scope = uuidOf("deal", dealId);
  return oncePerKey(ctx, "payment.openIntent", { dealId, refundAddress }, async (tx) => {
    const intent = scope === null ? null : await lockIntentOf(tx, scope);
    if (!intent || intent.payerId !== user.userId) throw new DomainError("NOT_FOUND");
    const at = await now(tx);
    const opened = intent.refundAddress === refundAddress ? intent : await take(tx, intent, { refundAddress, at, ports });
    const asset = await tx.tx.asset.findUniqueOrThrow({ where: { id: opened.assetId } });
    const transfers = await tx.tx.incomingTransfer.findMany({
      where: { intentId: opened.id },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    });
    return viewIntent(opened, asset, transfers, at);
  });
}

async function take(tx: TxCtx, intent: IntentRow, asked: { refundAddress: string; at: Date; ports: PayInPorts }): Promise<IntentRow> {
  const { refundAddress, at, ports } = asked;
  if (intent.status === "expired") throw new DomainError("INTENT_EXPIRED");
  if (intent.status !== "created" && intent.status !== "awaiting") throw new DomainError("INVALID_STATE");
  // Part of the price is here: whoever paid it counted on the address named then.
  if (intent.received > 0n) throw new DomainError("INVALID_STATE");
  if (intent.expiresAt <= at) throw new DomainError("INTENT_EXPIRED");
  if (intent.chain !== ports.chain.chain) throw new DomainError("NOT_SUPPORTED");
  await refuseOurAddress(tx, refundAddress, { chain: ports.chain, path: "refundAddress" });
  const place = intent.depositAddress === null ? await newPlace(tx, ports) : {};
  const opened = await moveIntent(tx, intent, "awaiting", { refundAddress, ...place });
  await audit(tx, {
    action: "intent.open",
    subjectKind: "intent",
    subjectId: intent.id,
    payload: { refundAddress, depositAddress: opened.depositAddress },
  });
  return opened;
}

async function newPlace(tx: TxCtx, ports: PayInPorts) {
  // A sequence, never a hash: two intents can not share an address, also when this one rolls back.
  const [row] = await tx.tx.$queryRaw<{ index: number }[]>`SELECT nextval('deposit_index_seq')::int AS "index"`;
  if (!row) throw new Error("the deposit index sequence gave nothing");
  const { reference, hash } = ports.references.next();
  return {
    derivationIndex: row.index,
    depositAddress: ports.addresses.addressAt(row.index).address.toLowerCase(),
    proxy: ports.chain.proxy.toLowerCase(),
    proxyTo: ports.chain.escrowWallet.toLowerCase(),
    reference,
    referenceHash: hash.toLowerCase(),
  };
}

import { createRequestInput, DomainError, parsed, type RequestView } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, newId, now, oncePerKey, requireUser, startDeadline, setting, type TxCtx } from "@amanat/db";
import { after } from "@amanat/deals";
import { assets } from "@amanat/payment";
import type * as z from "zod";
import { insertRequest } from "../internal/write-rows.ts";
import { requestCreated } from "../internal/events.ts";
import { viewRequest } from "../internal/request-view.ts";
import type { RequestRow } from "../internal/rows.ts";
import { SETTINGS } from "../settings.ts";

type Input = z.output<typeof createRequestInput>;

/**
 * Posts what a person wants to buy.
 *
 * - Who: any signed-in person; becomes the buyer.
 * - From: nothing. It ends `active`, or `pending` while the setting `moderation.requests` is on.
 * - Two at once: two requests. With one Idempotency-Key: one request, both get its answer.
 * - Replay: the stored answer; another body under the same key is IDEMPOTENCY_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, ASSET_NOT_SUPPORTED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function createRequest(ctx: Ctx, input: z.input<typeof createRequestInput>): Promise<RequestView> {
  const user = requireUser(ctx.actor);
  const command = parsed(createRequestInput, input);
  return oncePerKey(ctx, "marketplace.createRequest", command, async (tx) => {
    const supported = await assets(tx);
    if (!supported.assets.some((asset) => asset.id === command.asset)) throw new DomainError("ASSET_NOT_SUPPORTED");
    const moderated = await setting(tx, SETTINGS.moderateRequests);
    const request = await post(tx, user.userId, command, { published: !moderated });
    await startDeadline(tx, { purpose: "request_expiry", subjectId: request.id, dueAt: request.expiresAt });
    await audit(tx, {
      action: "request.create",
      subjectKind: "request",
      subjectId: request.id,
      payload: { status: request.status, asset: command.asset, budgetMin: command.budgetMin, budgetMax: command.budgetMax },
    });
    const view = await viewRequest(tx, request, { mine: true, deal: null });
    await appendEvents(tx, [requestCreated(request)]);
    return view;
  });
}

async function post(tx: TxCtx, buyerId: string, command: Input, how: { published: boolean }): Promise<RequestRow> {
  const at = await now(tx);
  const row = {
    id: newId(),
    tenantId: tx.actor.tenantId,
    buyerId,
    title: command.title,
    description: command.description,
    productType: command.productType,
    category: command.category,
    assetId: command.asset,
    budgetMin: BigInt(command.budgetMin),
    budgetMax: BigInt(command.budgetMax),
    urgency: command.urgency,
    delivery: command.delivery,
    expiresAt: after(at, command.openDays, "days"),
    createdAt: at,
  };
  return insertRequest(tx, row, how);
}

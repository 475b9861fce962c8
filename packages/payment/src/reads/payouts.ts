import { DomainError, listPayoutsInput, type Page, parsed, type PayoutView, uuidOf } from "@amanat/contracts";
import { type Ctx, decodeCursor, encodeCursor, reader, requireRole } from "@amanat/db";
import * as z from "zod";
import { partiesOf } from "../internal/approval.ts";
import { judgeApprover } from "../internal/approver-fitness.ts";
import { destinationNow } from "../internal/destinations.ts";
import { viewPayout } from "../internal/views.ts";
import type { ChainPorts, PayInPorts } from "../ports.ts";
import { ourAddress } from "./our-address.ts";

const STAFF = ["guard", "resolver", "admin"] as const;
const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Instructions of the tenant, newest first. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR. */
export async function listPayouts(ctx: Ctx, input: z.input<typeof listPayoutsInput>): Promise<Page<PayoutView>> {
  const user = requireRole(ctx.actor, ...STAFF);
  const { cursor, limit, status, dealId } = parsed(listPayoutsInput, input);
  const scope = dealId === undefined ? null : uuidOf("deal", dealId);
  const tag = `payment.listPayouts:${user.tenantId}:${status ?? "all"}:${scope ?? "all"}`;
  const after = cursor === undefined ? null : place.safeParse(decodeCursor(ctx.db.cursorSecret, tag, cursor));
  if (after !== null && !after.success) throw new DomainError("INVALID_CURSOR");
  const rows = await reader(ctx).payout.findMany({
    where: {
      tenantId: user.tenantId,
      ...(status === undefined ? {} : { status }),
      ...(scope === null ? {} : { scope }),
      ...(after === null
        ? {}
        : { OR: [{ createdAt: { lt: new Date(after.data[0]) } }, { createdAt: new Date(after.data[0]), id: { lt: after.data[1] } }] }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit;
  const nextCursor = hasMore && last ? encodeCursor(ctx.db.cursorSecret, tag, [last.createdAt.toISOString(), last.id]) : null;
  const escrows = await reader(ctx).escrow.findMany({
    where: { scope: { in: page.map((row) => row.scope) } },
    select: { scope: true, parties: true },
  });
  const parties = new Map(escrows.map((escrow) => [escrow.scope, escrow.parties]));
  return { data: page.map((row) => viewPayout(row, parties.get(row.scope) ?? [], ctx.actor)), meta: { nextCursor, hasMore } };
}

/** One instruction. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function getPayout(
  ctx: Ctx,
  input: { payoutId: string },
  ports: Partial<ChainPorts & Pick<PayInPorts, "people">> = {},
): Promise<PayoutView> {
  const user = requireRole(ctx.actor, ...STAFF);
  const id = uuidOf("payout", input.payoutId);
  const row = id === null ? null : await reader(ctx).payout.findFirst({ where: { id, tenantId: user.tenantId } });
  if (!row) throw new DomainError("NOT_FOUND");
  const place = row.partyId === null ? null : await destinationNow(ctx, { scope: row.scope, ownerId: row.partyId });
  const judged = await judgeApprover(ctx, row, ports);
  // What approving would refuse is not offered.
  const ours = ports.rails !== undefined && (await ourAddress(ctx, row.destination, ports.rails)) !== null;
  return viewPayout(row, await partiesOf(ctx, row), ctx.actor, {
    judged: ours ? { ...judged, block: "our_address" } : judged,
    changesAt: place?.change?.effectiveAt ?? null,
  });
}

import { DomainError, listPayoutsInput, type Page, parsed, type PayoutView, uuidOf } from "@amanat/contracts";
import { after, type Ctx, cut, now, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import { partiesOf } from "../internal/approval.ts";
import { judgeApprover } from "../internal/approver-fitness.ts";
import { destinationNow, ownerOf } from "../internal/destinations.ts";
import { checkOf } from "../internal/payout-check.ts";
import { type PayoutExtras, viewPayout } from "../internal/views.ts";
import type { ChainPorts, PayInPorts } from "../ports.ts";
import { ourAddress } from "./our-address.ts";

const STAFF = ["guard", "resolver", "admin"] as const;

/** Payouts of the tenant, newest first. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR. */
export async function listPayouts(ctx: Ctx, input: z.input<typeof listPayoutsInput>): Promise<Page<PayoutView>> {
  const user = requireRole(ctx.actor, ...STAFF);
  const { cursor, limit, status, kind, dealId } = parsed(listPayoutsInput, input);
  const scope = dealId === undefined ? null : uuidOf("deal", dealId);
  const tag = tenantTag(ctx, "payouts", { status, kind, scope });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "createdAt", "desc", "desc");
  const found = await reader(ctx).payout.findMany({
    where: {
      tenantId: user.tenantId,
      ...(status === undefined ? {} : { status }),
      ...(kind === undefined ? {} : { kind }),
      ...(scope === null ? {} : { scope }),
      ...where,
    },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cut(ctx, tag, found, limit);
  const escrows = await reader(ctx).escrow.findMany({
    where: { scope: { in: rows.map((row) => row.scope) } },
    select: { scope: true, parties: true },
  });
  const parties = new Map(escrows.map((escrow) => [escrow.scope, escrow.parties]));
  const at = await now(ctx);
  return { data: rows.map((row) => viewPayout(row, parties.get(row.scope) ?? [], { actor: ctx.actor, at })), meta };
}

/** One payout. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function getPayout(
  ctx: Ctx,
  input: { payoutId: string },
  ports: Partial<ChainPorts & Pick<PayInPorts, "people" | "safekeeping">> = {},
): Promise<PayoutView> {
  const user = requireRole(ctx.actor, ...STAFF);
  const id = uuidOf("payout", input.payoutId);
  const row = id === null ? null : await reader(ctx).payout.findFirst({ where: { id, tenantId: user.tenantId } });
  if (!row) throw new DomainError("NOT_FOUND");
  const current = row.partyId === null ? null : await destinationNow(ctx, ownerOf(row));
  const judged = await judgeApprover(ctx, row, ports);
  // The page offers no approval that `approvePayout` would refuse.
  const ours = ports.rails !== undefined && (await ourAddress(ctx, row.destination, ports.rails)) !== null;
  const check = await checkOf(ctx, row, ports);
  const block = ours ? "our_address" : judged.block !== "none" ? judged.block : blockIn(check);
  return viewPayout(row, await partiesOf(ctx, row), {
    actor: ctx.actor,
    at: await now(ctx),
    extras: { judged: { ...judged, block }, changesAt: current?.change?.effectiveAt ?? null, check },
  });
}

function blockIn({ screening, covered }: PayoutExtras["check"]): "screened" | "not_covered" | "none" {
  if (screening !== "clear") return "screened";
  return covered ? "none" : "not_covered";
}

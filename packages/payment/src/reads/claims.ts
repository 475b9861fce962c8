import {
  BrokenInvariant,
  byClaim,
  byUnmatched,
  type ClaimableView,
  claimInput,
  type claimList,
  type claimText,
  type ClaimView,
  claimView,
  type depositsFound,
  DomainError,
  findDepositsInput,
  parsed,
  publicId,
  uuidOf,
} from "@amanat/contracts";
import { type Ctx, reader, requireRole } from "@amanat/db";
import type * as z from "zod";
import { claimTextOf, waysToClaim } from "../internal/claims.ts";
import type { AssetRow, ClaimRow, UnmatchedRow } from "../internal/rows.ts";
import { assetView } from "../internal/views.ts";
import type { PayInPorts } from "../ports.ts";
import { refuseOurAddress } from "./our-address.ts";

const STAFF = ["guard", "resolver", "admin"] as const;
/** Deposits of one transaction that are shown; further ones are claimed with support's help. */
const MOST_SHOWN = 20;

/**
 * What came in a transaction and fits no price. Anybody may ask: it says what the chain shows to everybody, and whether it went back. A deposit
 * whose sender the chain does not tell has no transaction here, and is not found.
 * Errors: VALIDATION_ERROR.
 */
export async function findDeposits(
  ctx: Ctx,
  input: z.input<typeof findDepositsInput>,
  ports: PayInPorts,
): Promise<z.infer<typeof depositsFound>> {
  const { chain, txHash } = parsed(findDepositsInput, input);
  const found = await reader(ctx).unmatchedDeposit.findMany({
    where: { tenantId: ctx.actor.tenantId, chain, txHash },
    orderBy: { logIndex: "asc" },
    take: MOST_SHOWN,
  });
  return { deposits: found.length === 0 ? [] : found.map(await shower(ctx, ports)) };
}

/**
 * The text that the sending address signs.
 * Errors: NOT_FOUND, INVALID_STATE (it goes back already, or nobody knows who sent it), VALIDATION_ERROR (`destination` is ours).
 */
export async function claimTextFor(ctx: Ctx, input: z.input<typeof claimInput>, ports: PayInPorts): Promise<z.infer<typeof claimText>> {
  const { unmatchedId, destination } = parsed(claimInput, input);
  const id = uuidOf("unmatched", unmatchedId);
  const deposit = id === null ? null : await reader(ctx).unmatchedDeposit.findFirst({ where: { id, tenantId: ctx.actor.tenantId } });
  if (deposit === null) throw new DomainError("NOT_FOUND");
  if (deposit.status !== "open" || waysToClaim(deposit, true).length === 0) throw new DomainError("INVALID_STATE");
  await refuseOurAddress(ctx, { chain: deposit.chain, address: destination }, { rails: ports.rails, path: "destination" });
  return { text: claimTextOf({ deposit, asset: await assetOf(ctx, deposit), destination }) };
}

/** One claim, for whoever knows its id. Errors: NOT_FOUND, VALIDATION_ERROR. */
export async function getClaim(ctx: Ctx, input: z.input<typeof byClaim>, ports: PayInPorts): Promise<ClaimView> {
  const id = uuidOf("claim", parsed(byClaim, input).claimId);
  const row = id === null ? null : await reader(ctx).depositClaim.findFirst({ where: { id, tenantId: ctx.actor.tenantId } });
  if (row === null) throw new DomainError("NOT_FOUND");
  return claimViewOf(ctx, row, ports);
}

/** Who claims a deposit, the newest last. Staff only. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, VALIDATION_ERROR. */
export async function listClaims(ctx: Ctx, input: z.input<typeof byUnmatched>, ports: PayInPorts): Promise<z.infer<typeof claimList>> {
  const { tenantId } = requireRole(ctx.actor, ...STAFF);
  const unmatchedId = uuidOf("unmatched", parsed(byUnmatched, input).unmatchedId);
  if (unmatchedId === null) throw new DomainError("NOT_FOUND");
  const rows = await reader(ctx).depositClaim.findMany({ where: { unmatchedId, tenantId }, orderBy: { createdAt: "asc" }, take: 100 });
  return { claims: rows.length === 0 ? [] : rows.map(await viewer(ctx, unmatchedId, ports)) };
}

/** A claim as whoever made it reads it. */
export async function claimViewOf(ctx: Ctx, row: ClaimRow, ports: PayInPorts): Promise<ClaimView> {
  return (await viewer(ctx, row.unmatchedId, ports))(row);
}

/** Views of the claims on one deposit, which is read once for all of them. */
async function viewer(ctx: Ctx, unmatchedId: string, ports: PayInPorts): Promise<(row: ClaimRow) => ClaimView> {
  const db = reader(ctx);
  const row = await db.unmatchedDeposit.findUniqueOrThrow({ where: { id: unmatchedId } });
  const payout = row.payoutId === null ? null : await db.payout.findUnique({ where: { id: row.payoutId } });
  const deposit = (await shower(ctx, ports))(row);
  return ({ id, status, way, destination, proofAmount, proofUntil, provedAt, decidedReason, createdAt, version }) => {
    const waits = status === "begun" && proofAmount !== null && proofUntil !== null;
    return claimView.parse({
      id: publicId("claim", id),
      status,
      way,
      deposit,
      destination,
      send: waits ? { to: row.address, amount: proofAmount.toString(), until: proofUntil.toISOString() } : null,
      provedAt: provedAt?.toISOString() ?? null,
      reason: status === "refused" ? decidedReason : null,
      paidTx: status === "accepted" && payout?.status === "settled" ? payout.txHash : null,
      createdAt: createdAt.toISOString(),
      version,
    });
  };
}

async function shower(ctx: Ctx, { rails }: PayInPorts): Promise<(row: UnmatchedRow) => ClaimableView> {
  const assets = await reader(ctx).asset.findMany();
  return (row) => {
    const asset = assets.find(({ id }) => id === row.assetId);
    if (asset === undefined) throw new BrokenInvariant(`unmatched deposit ${row.id} has no asset`);
    const { status, amount, sender, address, txHash, createdAt } = row;
    if (sender === null || txHash === null) throw new BrokenInvariant(`unmatched deposit ${row.id} came in no transaction`);
    return {
      unmatchedId: publicId("unmatched", row.id),
      status: status as ClaimableView["status"],
      asset: assetView(asset),
      amount: amount.toString(),
      sender,
      address,
      txHash,
      arrivedAt: createdAt.toISOString(),
      ways: waysToClaim(row, rails.get(row.chain)?.signerOf !== undefined),
    };
  };
}

const assetOf = (ctx: Ctx, { assetId }: UnmatchedRow): Promise<AssetRow> => reader(ctx).asset.findUniqueOrThrow({ where: { id: assetId } });

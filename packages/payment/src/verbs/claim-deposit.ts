import { randomInt } from "node:crypto";
import { claimBySignatureInput, claimInput, type ClaimView, type ClaimWay, DomainError, parsed, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, setDeadline, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { claimTextOf, claimTimerOf, proveClaim, waysToClaim } from "../internal/claims.ts";
import { type AssetRow, type ClaimRow, lockUnmatched, type UnmatchedRow } from "../internal/rows.ts";
import { insertClaim, moveClaim } from "../internal/write-claim.ts";
import type { PayInPorts } from "../ports.ts";
import { claimViewOf } from "../reads/claims.ts";
import { floorsOf } from "../reads/floors.ts";
import { refuseOurAddress } from "../reads/our-address.ts";

const DAY_MS = 24 * 60 * 60_000;
/** Claims of one deposit that wait for a second transfer. Anybody can begin one, so that they are few. */
const MOST_BEGUN = 10;
/** A second transfer is told from another by its last digits: so many amounts above the floor. */
const AMOUNTS = 9_999;
/** Digits that a person can type: a token with more decimals has the rest at zero. */
const TYPED_DECIMALS = 6;

/**
 * Whoever sent a deposit that fits no price says so with the key of the sending address, and where the money should go. Nothing moves: an
 * admin decides.
 *
 * - Who: whoever has the key, with or without an account. From: a deposit that is `open`.
 * - Two at once, and a replay: the same claim. Signed for another address: that one counts, and the earlier is closed.
 * - Nothing is kept of what was not signed.
 *
 * Errors: NOT_FOUND, INVALID_STATE, CLAIM_NOT_PROVED, VALIDATION_ERROR (`destination` is ours), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function claimBySignature(ctx: Ctx, input: z.input<typeof claimBySignatureInput>, ports: PayInPorts): Promise<ClaimView> {
  const { signature, ...command } = parsed(claimBySignatureInput, input);
  return oncePerKey(ctx, "payment.claimBySignature", { ...command, signature }, async (tx) => {
    const { deposit, asset, claim } = await claimed(tx, command, { ports, way: "signature" });
    const { destination } = command;
    const signer = await ports.rails.get(deposit.chain)?.signerOf?.({ text: claimTextOf({ deposit, asset, destination }), signature });
    if (signer !== deposit.sender) throw new DomainError("CLAIM_NOT_PROVED");
    if (claim !== null && claim.status !== "begun") return claimViewOf(tx, claim, ports);
    await closeOthers(tx, deposit);
    const begun = claim ?? (await insertClaim(tx, await newClaim(tx, deposit, { destination, way: "signature" })));
    return claimViewOf(tx, await proveClaim(tx, begun, { signature }), ports);
  });
}

/**
 * The same for whoever cannot sign with the sending address: they send a second, named amount from it within a day. It comes back with the first.
 *
 * - Who: anybody. At most ten at a time wait for one deposit. From: a deposit that is `open`.
 * - Two at once, and a replay: the same claim.
 *
 * Errors: NOT_FOUND, INVALID_STATE, CLAIM_LIMIT, VALIDATION_ERROR (`destination` is ours), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function claimByTransfer(ctx: Ctx, input: z.input<typeof claimInput>, ports: PayInPorts): Promise<ClaimView> {
  const command = parsed(claimInput, input);
  return oncePerKey(ctx, "payment.claimByTransfer", command, async (tx) => {
    const { deposit, asset, claim } = await claimed(tx, command, { ports, way: "transfer" });
    if (claim !== null) return claimViewOf(tx, claim, ports);
    const proofUntil = new Date((await now(tx)).getTime() + DAY_MS);
    const proofAmount = (await freeAmount(tx, deposit, asset)).toString();
    const begun = await insertClaim(tx, {
      ...(await newClaim(tx, deposit, { destination: command.destination, way: "transfer" })),
      proofAmount,
      proofUntil,
    });
    await setDeadline(tx, { ...claimTimerOf(begun.id), dueAt: proofUntil });
    return claimViewOf(tx, begun, ports);
  });
}

type Claimed = { deposit: UnmatchedRow; asset: AssetRow; claim: ClaimRow | null };

/** The deposit, locked and open, and the claim that stands for this address already. */
async function claimed(
  tx: TxCtx,
  { unmatchedId, destination }: z.output<typeof claimInput>,
  { ports, way }: { ports: PayInPorts; way: ClaimWay },
): Promise<Claimed> {
  const id = uuidOf("unmatched", unmatchedId);
  const deposit = id === null ? null : await lockUnmatched(tx, id);
  if (deposit === null) throw new DomainError("NOT_FOUND");
  const signs = ports.rails.get(deposit.chain)?.signerOf !== undefined;
  if (deposit.status !== "open" || !waysToClaim(deposit, signs).includes(way)) throw new DomainError("INVALID_STATE");
  await refuseOurAddress(tx, { chain: deposit.chain, address: destination }, { rails: ports.rails, path: "destination" });
  const asset = await tx.tx.asset.findUniqueOrThrow({ where: { id: deposit.assetId } });
  const claim = await tx.tx.depositClaim.findFirst({
    where: { unmatchedId: deposit.id, destination, status: { in: ["begun", "proved"] } },
  });
  return { deposit, asset, claim };
}

async function newClaim(tx: TxCtx, deposit: UnmatchedRow, { destination, way }: { destination: string; way: ClaimWay }) {
  const { tenantId } = tx.actor;
  return { id: newId(), tenantId, unmatchedId: deposit.id, destination, way, createdAt: await now(tx) };
}

/** What the sender has signed before counts no more. */
async function closeOthers(tx: TxCtx, deposit: UnmatchedRow): Promise<void> {
  const earlier = { unmatchedId: deposit.id, way: "signature", status: "proved" };
  for (const claim of await tx.tx.depositClaim.findMany({ where: earlier })) {
    await moveClaim(tx, claim, "closed");
    await audit(tx, { action: "claim.close", subjectKind: "claim", subjectId: claim.id, payload: { unmatchedId: deposit.id } });
  }
}

/** An amount that is worth its way back, and that no other claim of this deposit waits for. Errors: CLAIM_LIMIT. */
async function freeAmount(tx: TxCtx, deposit: UnmatchedRow, asset: AssetRow): Promise<bigint> {
  const begun = await tx.tx.depositClaim.findMany({ where: { unmatchedId: deposit.id, status: "begun" }, select: { proofAmount: true } });
  if (begun.length >= MOST_BEGUN) throw new DomainError("CLAIM_LIMIT");
  const taken = new Set(begun.map(({ proofAmount }) => proofAmount?.toString()));
  const step = 10n ** BigInt(Math.max(0, asset.decimals - TYPED_DECIMALS));
  const floor = (await floorsOf(tx)).payout(asset.id);
  const whole = ((floor + step - 1n) / step) * step;
  for (;;) {
    const amount = whole + step * BigInt(1 + randomInt(AMOUNTS));
    if (!taken.has(amount.toString())) return amount;
  }
}

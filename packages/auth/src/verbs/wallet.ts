import { randomBytes } from "node:crypto";
import {
  type acknowledged,
  DomainError,
  type linkWalletInput,
  type signInWithWalletInput,
  type StepUpDemand,
  type walletChallenge as walletChallengeResult,
  type walletChallengeInput,
} from "@amanat/contracts";
import { type Ctx, inTransaction, now, requireStepUp, requireStepUpAhead, requireUser, type TxCtx } from "@amanat/db";
import { getAddress } from "viem";
import * as z from "zod";
import { anonymous } from "../actor-from-credential.ts";
import type { Proven } from "../enter.ts";
import { openChallenge, spendChallenge } from "../internal/challenges.ts";
import { linkWay, ownerOrNewcomer, requireNobodyElses, type Way } from "../internal/identities.ts";
import { personById } from "../internal/people.ts";
import type { WalletPort } from "../ports.ts";
import { CHALLENGE_LIFE_MS } from "../rules.ts";
import { messageRefusal, signerOf, walletMessage } from "../wallet/siwe.ts";

const PURPOSES = {
  // ASCII, as EIP-4361 demands, so in one language.
  sign_in: { purpose: "wallet.sign_in", statement: "Sign in to Amanat. This costs nothing and moves nothing." },
  link: { purpose: "wallet.link", statement: "Make this wallet a way into your Amanat account. This costs nothing and moves nothing." },
} as const;

const keptSchema = z.object({ address: z.string(), nonce: z.string() });

/**
 * The message a wallet has to sign, whole: our domain and page, the chain, a nonce that works once, five minutes.
 * Signing in answers whoever holds `challengeId`; linking, the session that asked.
 * Errors: AUTHENTICATION_REQUIRED (`link`), BUSY.
 */
export async function walletChallenge(
  ctx: Ctx,
  input: z.output<typeof walletChallengeInput>,
  wallet: WalletPort,
): Promise<z.input<typeof walletChallengeResult>> {
  const { purpose, statement } = PURPOSES[input.purpose];
  if (input.purpose === "link") requireUser(ctx.actor);
  const address = getAddress(input.address.toLowerCase());
  const nonce = randomBytes(16).toString("hex");
  return inTransaction(ctx, async (tx) => {
    const issuedAt = await now(tx);
    const expiresAt = new Date(issuedAt.getTime() + CHALLENGE_LIFE_MS);
    const message = walletMessage(wallet.rules, { address, nonce, statement, issuedAt, expiresAt });
    const asking = input.purpose === "link" ? tx : nobodyYet(tx);
    const { handle } = await openChallenge(asking, { purpose, subject: "", payload: { address, nonce } });
    return { challengeId: handle, message };
  });
}

/** Who signs in is nobody yet, also when they happen to be signed in as somebody. */
const nobodyYet = (tx: TxCtx): TxCtx => ({ ...tx, actor: anonymous(tx.actor.tenantId) });

/**
 * Whoever's wallet signed the message; a new person when the wallet is nobody's.
 *
 * - Replay: the challenge is spent before the signature is looked at. Two at once: one gets it.
 *
 * Errors: CHALLENGE_INVALID, PROOF_INVALID, UPSTREAM_ERROR (a contract wallet, and the chain is away), BUSY.
 */
export async function proveWallet(ctx: Ctx, input: z.output<typeof signInWithWalletInput>, wallet: WalletPort): Promise<Proven> {
  const challenge = await inTransaction(ctx, (tx) => spendChallenge(nobodyYet(tx), input.challengeId, PURPOSES.sign_in.purpose));
  const kept = keptSchema.parse(challenge.payload);
  await requireMessage(ctx, input.message, kept, wallet);
  const way = await wayOfSigner(ctx, input, kept.address, wallet);
  const person = await inTransaction(ctx, (tx) =>
    ownerOrNewcomer(tx, way, { name: shortened(kept.address), locale: input.locale ?? "fa" }),
  );
  return { person, amr: ["wallet"] };
}

/**
 * Makes a wallet a way in for the person who is signed in.
 *
 * - Step-up: over `wallet:<address>`; by another way than this wallet, which is not theirs yet.
 * - A chain is asked last, about a message that is right in everything else, from somebody who has proved to be there; once
 *   per challenge, which is spent before. The call that meets STEP_UP_REQUIRED has spent nothing and can be sent again.
 * - Replay, two at once: one gets the challenge. A wallet that is somebody's by the time the chain has answered stays theirs.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, CHALLENGE_INVALID, PROOF_INVALID, IDENTITY_TAKEN, UPSTREAM_ERROR, BUSY.
 */
export async function linkWallet(
  ctx: Ctx,
  input: z.output<typeof linkWalletInput>,
  wallet: WalletPort,
): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  const { address, demand } = await inTransaction(ctx, async (tx) => {
    const challenge = await spendChallenge(tx, input.challengeId, PURPOSES.link.purpose);
    const kept = keptSchema.parse(challenge.payload);
    await requireMessage(tx, input.message, kept, wallet);
    const found = demandFor(kept.address);
    await requireStepUpAhead(tx, found);
    await requireNobodyElses(tx, wayOf(kept.address), user.userId);
    return { address: kept.address, demand: found };
  });
  // Outside of a transaction, because it may ask a chain.
  const way = await wayOfSigner(ctx, input, address, wallet);
  await inTransaction(ctx, async (tx) => {
    await requireStepUp(tx, demand);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    await linkWay(tx, way, person);
  });
  return { ok: true };
}

function demandFor(address: string): StepUpDemand {
  return { action: "identity.link", subject: `wallet:${address.toLowerCase()}`, amount: null, asset: null, destination: null };
}

async function requireMessage(ctx: Ctx, message: string, kept: { address: string; nonce: string }, wallet: WalletPort): Promise<void> {
  const refusal = messageRefusal(message, { ...wallet.rules, ...kept }, await now(ctx));
  if (refusal === null) return;
  ctx.log.info({ reason: refusal }, "wallet message refused");
  throw new DomainError("PROOF_INVALID");
}

async function wayOfSigner(ctx: Ctx, proof: { message: string; signature: string }, address: string, wallet: WalletPort): Promise<Way> {
  const signer = await signerOf(proof, wallet.smart);
  if (signer === address.toLowerCase()) return wayOf(address);
  ctx.log.info({ reason: "signature" }, "wallet signature refused");
  throw new DomainError("PROOF_INVALID");
}

/** One spelling for every casing of an address; people read the checksummed one. */
const wayOf = (address: string): Way => ({ provider: "wallet", subject: address.toLowerCase(), label: getAddress(address) });

const shortened = (address: string) => `${address.slice(0, 6)}…${address.slice(-4)}`;

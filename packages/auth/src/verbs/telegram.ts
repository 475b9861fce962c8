import { createHash, randomBytes } from "node:crypto";
import {
  type acknowledged,
  DomainError,
  type linkTelegramInput,
  type signInResult,
  type signInWithTelegramInput,
  type Surface,
  type telegramProof,
} from "@amanat/contracts";
import { bytes, type Ctx, inTransaction, now, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { linkWay, ownerOrNewcomer, type Way } from "../internal/identities.ts";
import { meOf, type Person, personById } from "../internal/people.ts";
import { type BrowserSession, createBrowserSession, createProgramSession, type Origin, pairToldAgain } from "../internal/sessions.ts";
import { sameBytes, successorsOf } from "../internal/token.ts";
import type { TelegramPort } from "../ports.ts";
import { LAUNCH_KEPT_MS, LAUNCH_LINK_SECONDS, LAUNCH_REUSE_MS } from "../rules.ts";
import { type Launch, readInitData, readWidget } from "../telegram/launch.ts";

type Proof = z.output<typeof telegramProof>;

/**
 * Lets a Mini App or another program in by what Telegram signed; the first visit makes an account, without an address.
 *
 * - Replay: what was signed opens one session. A retry of the same device within two minutes is told the same tokens, so
 *   that an answer lost on the way locks nobody out and nothing is minted twice; anything later or from elsewhere is refused.
 * - Two at once: one makes the session, the others wait and are told the same.
 *
 * Errors: PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED (no bot configured), BUSY.
 */
export async function signInWithTelegram(
  ctx: Ctx,
  input: z.output<typeof signInWithTelegramInput>,
  from: Origin,
  telegram: TelegramPort | null,
): Promise<z.input<typeof signInResult>> {
  // `initData` exists in a Mini App only; its page calls the API as any page does, and keeps tokens as a program does.
  const surface: Surface = "initData" in input.proof ? "mini_app" : "sdk";
  const device = "device" in input.proof ? (input.proof.device ?? null) : null;
  return inTransaction(ctx, async (tx) => {
    const launch = await genuine(tx, input.proof, telegram);
    const again = await retried(tx, launch, device);
    if (again) return again;
    const person = await personOf(tx, launch, input.locale);
    const salt = randomBytes(32);
    // Made from the device's own secret, so that the device can be told them again and nobody else can.
    const pair = device === null ? null : successorsOf(device, salt);
    const session = { ...from, surface, person, amr: ["telegram"] };
    const { sessionId, tokens } = await createProgramSession(tx, session, pair);
    await remember(tx, launch, sessionId, device === null ? bytes(salt) : marked(salt, device));
    return { ...tokens, user: meOf(person) };
  });
}

/**
 * Lets a browser in by the login widget's data, once. Errors: PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED, BUSY.
 */
export async function enterWithTelegram(
  ctx: Ctx,
  input: z.output<typeof signInWithTelegramInput>,
  from: Omit<Origin, "surface">,
  telegram: TelegramPort | null,
): Promise<BrowserSession & { person: Person }> {
  return inTransaction(ctx, async (tx) => {
    const launch = await genuine(tx, input.proof, telegram);
    await requireUnused(tx, launch);
    const person = await personOf(tx, launch, input.locale);
    const session = { ...from, surface: "web" as const, person, amr: ["telegram"] };
    const opened = await createBrowserSession(tx, session);
    await remember(tx, launch, opened.sessionId, bytes(randomBytes(32)));
    return { ...opened, person };
  });
}

/**
 * Makes a Telegram account a way in for the person who is signed in.
 *
 * - Step-up: over `telegram:<id>`. What Telegram signed has to be minutes old and never used.
 * - Two at once: of two people linking one account, the second is refused.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, PROOF_INVALID, LAUNCH_REPLAYED, IDENTITY_TAKEN, NOT_SUPPORTED, BUSY.
 */
export async function linkTelegram(
  ctx: Ctx,
  input: z.output<typeof linkTelegramInput>,
  telegram: TelegramPort | null,
): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    const launch = await genuine(tx, input.proof, telegram && { ...telegram, maxAgeSeconds: LAUNCH_LINK_SECONDS });
    await requireUnused(tx, launch);
    const way = wayOf(launch);
    await requireStepUp(tx, {
      action: "identity.link",
      subject: `telegram:${way.subject}`,
      amount: null,
      asset: null,
      destination: null,
    });
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    await linkWay(tx, way, person);
    await remember(tx, launch, user.sessionId, bytes(randomBytes(32)));
  });
  return { ok: true };
}

/** What Telegram signed, after its signature. One caller at a time per launch, so that twins see each other. */
async function genuine(tx: TxCtx, proof: Proof, telegram: TelegramPort | null): Promise<Launch> {
  if (!telegram) throw new DomainError("NOT_SUPPORTED", "Telegram is not configured here.");
  const rules = { ...telegram, at: await now(tx) };
  const verdict = "initData" in proof ? readInitData(proof.initData, rules) : readWidget(asText(proof.widget), rules);
  if (!verdict.ok) {
    tx.log.info({ reason: verdict.reason }, "Telegram data refused");
    throw new DomainError("PROOF_INVALID");
  }
  const key = `auth:telegram:${Buffer.from(verdict.value.fingerprint).toString("hex")}`;
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
  return verdict.value;
}

const asText = (fields: Readonly<Record<string, string | number>>) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)]));

function wayOf({ person }: Launch): Way {
  return { provider: "telegram", subject: person.id, label: person.username === null ? person.name : `@${person.username}` };
}

function personOf(tx: TxCtx, launch: Launch, asked: z.output<typeof signInWithTelegramInput>["locale"]): Promise<Person> {
  return ownerOrNewcomer(tx, wayOf(launch), { name: launch.person.name, locale: asked ?? launch.person.locale ?? "fa" });
}

/** Salt and salted hash of the device's secret: enough to know the device again and to make its tokens with it. */
function marked(salt: Uint8Array, device: string): Uint8Array<ArrayBuffer> {
  return bytes(Buffer.concat([salt, createHash("sha256").update(salt).update(device).digest()]));
}

/**
 * The answer to a retry, or null when the launch is new. Errors: LAUNCH_REPLAYED.
 */
async function retried(tx: TxCtx, launch: Launch, device: string | null): Promise<z.input<typeof signInResult> | null> {
  const row = await tx.tx.telegramLaunch.findUnique({ where: { hash: launch.fingerprint } });
  if (!row) return null;
  const salt = bytes(row.deviceHash).subarray(0, 32);
  const late = (await now(tx)).getTime() - row.at.getTime() > LAUNCH_REUSE_MS;
  if (late || device === null || !sameBytes(bytes(row.deviceHash), marked(salt, device))) throw new DomainError("LAUNCH_REPLAYED");
  const told = await pairToldAgain(tx, row.sessionId, successorsOf(device, salt));
  const person = told && (await personById(tx, told.userId));
  if (!told || !person) throw new DomainError("LAUNCH_REPLAYED");
  return { ...told.tokens, user: meOf(person) };
}

async function requireUnused(tx: TxCtx, launch: Launch): Promise<void> {
  if ((await tx.tx.telegramLaunch.count({ where: { hash: launch.fingerprint } })) > 0) throw new DomainError("LAUNCH_REPLAYED");
}

async function remember(tx: TxCtx, launch: Launch, sessionId: string, deviceHash: Uint8Array<ArrayBuffer>): Promise<void> {
  const at = await now(tx);
  await tx.tx.telegramLaunch.create({ data: { hash: launch.fingerprint, sessionId, deviceHash, at } });
  // Each takes a few old ones along; what a twin has in hand is its business.
  await tx.tx.$executeRaw`
    DELETE FROM "TelegramLaunch" WHERE "hash" IN (
      SELECT "hash" FROM "TelegramLaunch" WHERE "at" < ${new Date(at.getTime() - LAUNCH_KEPT_MS)} ORDER BY "at" LIMIT 20 FOR UPDATE SKIP LOCKED)`;
}

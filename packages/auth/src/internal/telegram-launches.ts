import { createHash } from "node:crypto";
import { DomainError, type signInWithTelegramInput, type telegramProof } from "@amanat/contracts";
import { bytes, now, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import type { TelegramPort } from "../ports.ts";
import { LAUNCH_KEPT_MS } from "../rules.ts";
import { type Launch, readInitData, readWidget } from "../telegram/launch.ts";
import { ownerOrNewcomer, type Way } from "./identities.ts";
import type { Person } from "./people.ts";

type Proof = z.output<typeof telegramProof>;

/**
 * Uses a launch whose signature is checked. The lock lets in one call per launch at a time, so that a replay finds the row of the first.
 */
export async function genuineLaunch(tx: TxCtx, proof: Proof, telegram: TelegramPort | null): Promise<Launch> {
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

export function wayOfLaunch({ person }: Launch): Way {
  return { provider: "telegram", subject: person.id, label: person.username === null ? person.name : `@${person.username}` };
}

export function personOfLaunch(tx: TxCtx, launch: Launch, asked: z.output<typeof signInWithTelegramInput>["locale"]): Promise<Person> {
  return ownerOrNewcomer(tx, wayOfLaunch(launch), { name: launch.person.name, locale: asked ?? launch.person.locale ?? "fa" });
}

/** Salt and salted hash of the device's secret: enough to recognise the device and to make its tokens with it. */
export function marked(salt: Uint8Array, device: string): Uint8Array<ArrayBuffer> {
  return bytes(Buffer.concat([salt, createHash("sha256").update(salt).update(device).digest()]));
}

export async function requireUnusedLaunch(tx: TxCtx, launch: Launch): Promise<void> {
  if ((await tx.tx.telegramLaunch.count({ where: { hash: launch.fingerprint } })) > 0) throw new DomainError("LAUNCH_REPLAYED");
}

export async function rememberLaunch(tx: TxCtx, launch: Launch, sessionId: string, deviceHash: Uint8Array<ArrayBuffer>): Promise<void> {
  const at = await now(tx);
  await tx.tx.telegramLaunch.create({ data: { hash: launch.fingerprint, sessionId, deviceHash, at } });
  // Each call also deletes a few old rows. SKIP LOCKED: rows that another call is deleting are left to it.
  await tx.tx.$executeRaw`
    DELETE FROM "TelegramLaunch" WHERE "hash" IN (
      SELECT "hash" FROM "TelegramLaunch" WHERE "at" < ${new Date(at.getTime() - LAUNCH_KEPT_MS)} ORDER BY "at" LIMIT 20 FOR UPDATE SKIP LOCKED)`;
}

import { type PayInstructions, PROVIDER_NAMES, type ProviderName, DomainError } from "@amanat/contracts";
import { type Ctx, insertLast, json, now, Prisma, readRows, setting, type TxCtx } from "@amanat/db";
import type { PayInPorts, PayInRail } from "../ports.ts";
import type { PaymentProvider, Through } from "../providers/provider.ts";
import { providerNamed, WATCHING } from "../providers/registry.ts";
import { SETTINGS } from "../settings.ts";
import { firstLook } from "./due-ways.ts";
import type { AssetRow, IntentRow, WayRow } from "./rows.ts";

/** The providers offered to payers, the preferred one first. */
async function chosen(ctx: Ctx): Promise<readonly ProviderName[]> {
  return setting(ctx, SETTINGS.providers);
}

/**
 * Records the ways an opened intent can be paid: a row for each provider that is chosen, in use, and available on its chain.
 * Errors: NOT_SUPPORTED (there is none).
 */
export async function offerWays(tx: TxCtx, intent: IntentRow, { rail, ports }: { rail: PayInRail; ports: PayInPorts }): Promise<void> {
  const offered = (await chosen(tx)).flatMap((name) => {
    const provider = providerNamed(name);
    const settings = ports.providers[name];
    return provider !== null && settings !== null && provider.offeredOn(rail, settings, intent.assetId) ? [provider] : [];
  });
  if (offered.length === 0) throw new DomainError("NOT_SUPPORTED", `Nobody takes payments on ${intent.chain}.`);
  for (const provider of offered) {
    const { data, asks = false, looks = false, ...way } = provider.createPayInIntent({ intent, rail }, ports.providers[provider.name]);
    const row = { table: "ProviderIntent", id: `${intent.id} ${provider.name}` };
    // Whoever is asked for it, or what became of it, is asked by the worker.
    const asked = asks ? { status: "asked", nextAt: await now(tx) } : looks ? { nextAt: firstLook(await now(tx)) } : {};
    await insertLast(tx, row, { intentId: intent.id, provider: provider.name, ...way, data: json(data), ...asked });
  }
}

type Way = { row: WayRow; provider: PaymentProvider };

/** Whoever watches the chain is not left out: its address is ours, and what is paid there is seen when it is back. */
const ANSWERING = Prisma.sql`AND (w."provider" = ANY (${[...WATCHING]}::text[])
  OR NOT EXISTS (SELECT FROM "ProviderHealth" h WHERE h."provider" = w."provider" AND h."circuit" <> 'closed'))`;

/** The ways an intent can be paid, the preferred one first. `answering`: without those whose provider is down. */
export async function waysOf(ctx: Ctx, intentId: string, { answering = false }: { answering?: boolean } = {}): Promise<readonly Way[]> {
  const which = Prisma.sql`"ProviderIntent" w WHERE w."intentId" = ${intentId}::uuid AND w."status" = 'ready' ${answering ? ANSWERING : Prisma.empty}`;
  const rows = (await readRows(ctx, { w: "ProviderIntent" }, which)).map(({ w }) => w);
  return PROVIDER_NAMES.flatMap((name) => {
    const row = rows.find(({ provider }) => provider === name);
    const provider = providerNamed(name);
    return row === undefined || provider === null ? [] : [{ row, provider }];
  });
}

/** The contract and reference of payments through a contract; null when the intent can only be paid to its address. */
export function throughOf(ways: readonly Way[]): Through | null {
  for (const { row, provider } of ways) {
    const through = provider.through(row);
    if (through !== null) return through;
  }
  return null;
}

/** Whether its payer is shown how to pay. */
export function isPayable({ status, watchedAt }: Pick<IntentRow, "status" | "watchedAt">): boolean {
  return ["awaiting", "detected", "confirming"].includes(status) && watchedAt !== null;
}

/** How to pay the amount that is still due. Only while it is payable, watched, and on a chain in use. */
export async function payOf(
  ctx: Ctx,
  { intent, asset, remaining }: { intent: IntentRow; asset: AssetRow; remaining: bigint },
  rail: PayInRail | undefined,
): Promise<PayInstructions | null> {
  if (!isPayable(intent) || asset.token === null || rail === undefined) return null;
  const ways = (await waysOf(ctx, intent.id, { answering: true })).map(({ row, provider }) =>
    provider.wayToPay({ intent, rail, way: row, asset, remaining }),
  );
  return ways.length === 0 ? null : { chain: intent.chain, token: asset.token, ways };
}

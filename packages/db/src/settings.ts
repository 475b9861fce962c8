import { DomainError } from "@amanat/contracts";
import type * as z from "zod";
import { noteChange } from "./audit.ts";
import { type Ctx, noteFirstTime, type Tx, type TxCtx } from "./context.ts";
import { Prisma } from "./generated/client.ts";
import type { Json } from "./json.ts";
import { asked } from "./opening.ts";
import { readRows } from "./rows.ts";

/** An operator's setting, declared by the context that uses it. Its key is permanent: values are stored under it. */
export type Setting<T> = {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  /** The value until it is set. */
  readonly usual: NoInfer<T>;
  /** What it decides, for the list of all settings. */
  readonly says: string;
  /** Money limits, fees, safety, who may approve: a change waits for another admin. */
  readonly dangerous?: true;
  /** Where it is changed, if not on the list of all settings. */
  readonly kept?: "limits" | "system";
};
export type Settings = Readonly<Record<string, Setting<unknown>>>;

/** A setting's current value. `version` is 0 and `changedAt` null when it was never set. */
type Known<T> = { value: T; version: number; changedAt: Date | null };

type Row = { key: string; value: unknown; version: number; updatedAt: Date | string };
const known = new WeakMap<Tx, Promise<readonly Row[]>>();

/** What is set, by key. A transaction reads all of it when it first needs one: there are few, and most verbs need several. */
async function stored(ctx: Ctx, key: string): Promise<Row | null> {
  const { tenantId } = ctx.actor;
  if (ctx.tx === null) {
    const own = Prisma.sql`"Setting" s WHERE s."tenantId" = ${tenantId}::uuid AND s."key" = ${key}`;
    const [row] = await readRows(ctx, { s: "Setting" }, own);
    return row?.s ?? null;
  }
  const all = known.get(ctx.tx) ?? allOf({ ...ctx, tx: ctx.tx });
  known.set(ctx.tx, all);
  return (await all).find((row) => row.key === key) ?? null;
}

/** With the time: who needs the one needs the other. */
async function allOf(tx: TxCtx): Promise<readonly Row[]> {
  const [row] = await asked<Beginning & { at: Date }>(tx.tx, Prisma.sql`SELECT clock_timestamp() AS at, ${settingsOf(tx)}`, {
    begins: false,
  });
  if (row) noteFirstTime(tx, row.at);
  return row?.settings ?? [];
}

/** What a transaction's first statement brings with it. */
export type Beginning = { settings: Row[] };

/** All that is set, as a column of another statement: `settings`. */
export const settingsOf = (tx: TxCtx): Prisma.Sql => Prisma.sql`(
  SELECT coalesce(jsonb_agg(s), '[]') FROM "Setting" s WHERE s."tenantId" = ${tx.actor.tenantId}::uuid) AS settings`;

export function noteSettings(tx: TxCtx, { settings }: Beginning): void {
  known.set(tx.tx, Promise.resolve(settings));
}

/**
 * An operator's setting with its version, read fresh by each call so that every process follows a change at once. A stored value that its
 * schema refuses is logged and treated as not set.
 */
export async function settingNow<T>(ctx: Ctx, { key, schema, usual }: Setting<T>): Promise<Known<T>> {
  const row = await stored(ctx, key);
  if (!row) return { value: usual, version: 0, changedAt: null };
  const parsed = schema.safeParse(row.value);
  if (!parsed.success) ctx.log.error({ key }, "a stored setting is not valid; using the default");
  return { value: parsed.success ? parsed.data : usual, version: row.version, changedAt: new Date(row.updatedAt) };
}

/** What is set of several settings, by key, in one statement: for the list of all. */
export async function settingsNow(ctx: Ctx, all: readonly Setting<unknown>[]): Promise<ReadonlyMap<string, Known<unknown>>> {
  const own = Prisma.sql`"Setting" s WHERE s."tenantId" = ${ctx.actor.tenantId}::uuid`;
  const rows = new Map((await readRows(ctx, { s: "Setting" }, own)).map(({ s }) => [s.key, s]));
  return new Map(
    all.map(({ key, schema, usual }) => {
      const row = rows.get(key);
      const read = schema.safeParse(row?.value);
      const value = row && read.success ? read.data : usual;
      return [key, { value, version: row?.version ?? 0, changedAt: row?.updatedAt ?? null }];
    }),
  );
}

/** Only the value. */
export async function setting<T>(ctx: Ctx, declared: Setting<T>): Promise<T> {
  return (await settingNow(ctx, declared)).value;
}

/**
 * Changes an operator's setting and notes the change for the audit entry, which the caller writes after checking role and value. `seen`:
 * the version the caller decided on; null overwrites any. Errors: VERSION_CONFLICT.
 */
export async function changeSetting(
  tx: TxCtx,
  { key }: Pick<Setting<unknown>, "key">,
  value: Json,
  seen: number | null = null,
): Promise<void> {
  const [row] = await tx.tx.$queryRaw<{ known: boolean; was: Json }[]>`
    INSERT INTO "Setting" ("tenantId", "key", "value") VALUES (${tx.actor.tenantId}::uuid, ${key}, ${JSON.stringify(value)}::jsonb)
    ON CONFLICT ("tenantId", "key") DO UPDATE
    SET "value" = EXCLUDED."value", "version" = "Setting"."version" + 1, "updatedAt" = now()
    WHERE ${seen}::int IS NULL OR "Setting"."version" = ${seen}::int
    RETURNING old."key" IS NOT NULL AS "known", old."value" AS "was"`;
  if (!row) throw new DomainError("VERSION_CONFLICT");
  known.delete(tx.tx);
  noteChange(tx, { kind: "setting", id: key, before: row.known ? { value: row.was } : null, after: { value } });
}

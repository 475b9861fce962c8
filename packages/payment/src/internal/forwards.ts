import { publicId } from "@amanat/contracts";
import { type Ctx, inTransaction, now, Prisma, reader, audit } from "@amanat/db";
import type { Forward } from "../providers/provider.ts";
import { nextForward } from "../rules.ts";
import { lockIntent, type IntentRow, type WayRow } from "./rows.ts";

type Asked = Pick<Forward, "id" | "amount">;

/** What the provider of a way was asked to pay on to us, the oldest first. */
export async function forwardsOf(ctx: Ctx, { intentId, provider }: Pick<WayRow, "intentId" | "provider">): Promise<readonly Asked[]> {
  const rows = await reader(ctx).providerForward.findMany({ where: { intentId, provider }, orderBy: { ordinal: "asc" } });
  return rows.map(({ ordinal, amount }) => ({ id: idOf(intentId, ordinal), amount }));
}

/** What a provider calls it: the payment, and which of its forwards it is. */
const idOf = (intentId: string, ordinal: number): string => `${publicId("intent", intentId)}.${ordinal}`;

/**
 * Writes down what is to be paid on of the money that a provider says it has taken; null where nothing is, or somebody else has written it. The row
 * is there before the provider is asked, and it is asked once for each row: one that dies in between leaves money with the provider, which is an
 * incident, and none is paid twice.
 */
export async function noteForward(
  ctx: Ctx,
  { way, intent, held, floor }: { way: WayRow; intent: IntentRow; held: bigint; floor: bigint },
): Promise<Asked | null> {
  return inTransaction(ctx, async (tx) => {
    await lockIntent(tx, intent.id);
    const before = await forwardsOf(tx, way);
    const asked = before.reduce((sum, { amount }) => sum + amount, 0n);
    const amount = nextForward({ held, asked, price: intent.amount, floor });
    if (amount === null) return null;
    const ordinal = before.length + 1;
    await tx.tx.$executeRaw(Prisma.sql`
      INSERT INTO "ProviderForward" ("intentId", "provider", "ordinal", "amount", "askedAt")
      VALUES (${intent.id}::uuid, ${way.provider}, ${ordinal}, ${amount.toString()}::numeric, ${await now(tx)})`);
    const payload = { provider: way.provider, amount: amount.toString(), to: intent.depositAddress };
    await audit(tx, { action: "intent.forward", subjectKind: "intent", subjectId: intent.id, payload });
    return { id: idOf(intent.id, ordinal), amount };
  });
}

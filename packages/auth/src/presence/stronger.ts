import { type Ctx, reader } from "@amanat/db";

/** Whether the person has a passkey or a wallet: beside one, nothing weaker counts. */
export async function hasStrongerWay(ctx: Ctx, userId: string): Promise<boolean> {
  const keys = await reader(ctx).passkey.count({ where: { userId, flaggedAt: null } });
  const wallets = await reader(ctx).identity.count({ where: { userId, provider: "wallet" } });
  return keys + wallets > 0;
}

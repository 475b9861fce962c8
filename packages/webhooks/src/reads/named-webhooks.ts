import { type Ctx, reader, requireSystem } from "@amanat/db";

type NamedWebhook = {
  readonly id: string;
  readonly host: string;
  readonly description: string;
  readonly ownerId: string;
  readonly ofTenant: boolean;
};

/** These endpoints and who keeps them, for notices to them. Only for our own processes. */
export async function namedWebhooks(ctx: Ctx, ids: readonly string[]): Promise<NamedWebhook[]> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).webhookEndpoint.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, url: true, description: true, ownerId: true, ofTenant: true },
  });
  return rows.map(({ url, ...row }) => ({ ...row, host: new URL(url).host }));
}

import { type FeesList, type FeesView, feesView } from "@amanat/contracts";
import { type Ctx, reader, requireRole } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import { feesIn, withdrawable } from "../internal/fees.ts";
import { receiverOf } from "../internal/receiver.ts";
import { assetView } from "../internal/views.ts";
import type { PayInPorts } from "../ports.ts";

/**
 * What the platform has earned in every asset that it ever earned in, and what of it can be withdrawn. Of chains that are not in use any more
 * nothing can. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN.
 */
export async function fees(ctx: Ctx, ports: Pick<PayInPorts, "rails">): Promise<FeesList> {
  requireRole(ctx.actor, "guard", "admin");
  const accounts = await accountsOf(ctx, { scope: "", party: "", kinds: ["platform_fee"] });
  const rows = await reader(ctx).asset.findMany({ where: { id: { in: accounts.map(({ asset }) => asset) } }, orderBy: { id: "asc" } });
  const assets: FeesView[] = [];
  for (const row of rows) {
    const spec = ports.rails.get(row.chain)?.chain;
    const found = await feesIn(ctx, row.id, spec?.escrowWallet ?? "");
    const receiver = await receiverOf(ctx, spec);
    const mostNow = receiver.state === "counts" ? withdrawable(found) : 0n;
    assets.push(
      feesView.parse({
        asset: assetView(row),
        earned: (found.stock + found.underWay + found.withdrawn).toString(),
        withdrawn: found.withdrawn.toString(),
        underWay: found.underWay.toString(),
        mayReturn: found.mayReturn.toString(),
        inWallet: found.inWallet.toString(),
        withdrawable: mostNow.toString(),
        receiver: { ...receiver, countsFrom: receiver.countsFrom?.toISOString() ?? null },
      }),
    );
  }
  return { assets };
}

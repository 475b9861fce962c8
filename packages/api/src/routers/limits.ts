import { PROCEDURES } from "@amanat/contracts";
import { changeLimit, limitTiers } from "../limits/operator.ts";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.limits;

export const limitsRouter = router({
  tiers: query(rows.tiers, (ctx, _input, { services }) => limitTiers(ctx, services.usualLimits)),
  change: mutation(rows.change, (ctx, input, { services }) => changeLimit(ctx, input, services.usualLimits)),
});

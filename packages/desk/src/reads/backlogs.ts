import { type Backlog, COUNTED_TO } from "@amanat/contracts";
import { type Ctx, requireRole } from "@amanat/db";
import type { DeskPorts } from "../ports.ts";

const MOST = COUNTED_TO + 1;

/**
 * Whoever reacts to events, tells people or takes in webhooks, with what waits for it, what is tried again and what was given up. Who: guard and
 * admin, of their own tenant. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN.
 */
export async function backlogs(ctx: Ctx, { backlogs: ports }: DeskPorts): Promise<{ backlogs: Backlog[] }> {
  requireRole(ctx.actor, "guard", "admin");
  const [consumers, notices, webhooks] = await Promise.all([ports.consumer(ctx, MOST), ports.notice(ctx, MOST), ports.webhook(ctx, MOST)]);
  const named = (kind: Backlog["kind"], rows: typeof consumers): Backlog[] =>
    rows.map(({ since, ...row }) => ({ ...row, kind, since: since?.toISOString() ?? null }));
  return { backlogs: [...named("consumer", consumers), ...named("notice", notices), ...named("webhook", webhooks)] };
}

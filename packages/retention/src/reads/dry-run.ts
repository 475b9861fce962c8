import type { dryRunInput, DryRunView } from "@amanat/contracts";
import { type Ctx, now, type OldRow, requireRole } from "@amanat/db";
import type * as z from "zod";
import { heldAmong } from "../internal/holds.ts";
import { policyOf } from "../internal/policies.ts";
import type { RetentionPorts } from "../ports.ts";
import { beforeOf, MOST_COUNTED, PASS, SAMPLES } from "../rules.ts";

/** What clearing a kind away now would take: how many, some of them, and what a legal hold keeps. Nothing is written. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function dryRun(
  ctx: Ctx,
  { kind }: z.output<typeof dryRunInput>,
  { purgeables }: Pick<RetentionPorts, "purgeables">,
): Promise<DryRunView> {
  requireRole(ctx.actor, "admin");
  const { of, days } = await policyOf(ctx, purgeables(), kind);
  const before = beforeOf(await now(ctx), days);
  const [samples, heldSubjects]: [DryRunView["samples"], Set<string>] = [[], new Set()];
  let [seen, heldRows, from, more]: [number, number, string | null, boolean] = [0, 0, null, true];
  while (more && seen < MOST_COUNTED) {
    const rows: readonly OldRow[] = await of.old(ctx, { before, from, only: null, limit: PASS });
    const held = await heldAmong(
      ctx,
      rows.flatMap(({ subjects }) => subjects),
    );
    for (const row of rows) {
      const keeps = row.subjects.filter((subject) => held.has(subject));
      keeps.forEach((subject) => heldSubjects.size < SAMPLES && heldSubjects.add(subject));
      heldRows += keeps.length > 0 ? 1 : 0;
      if (samples.length < SAMPLES) samples.push({ id: row.id, at: row.at.toISOString(), held: keeps.length > 0 });
    }
    seen += rows.length;
    from = rows.at(-1)?.id ?? null;
    more = rows.length === PASS;
  }
  return { kind, before: before.toISOString(), count: seen - heldRows, held: heldRows, more, heldSubjects: [...heldSubjects], samples };
}

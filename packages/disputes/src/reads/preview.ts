import { DomainError, type previewInput, type previewView } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { whatDiffers } from "@amanat/deals";
import type * as z from "zod";
import { partsIn } from "../internal/parts.ts";
import { sightOf } from "../internal/sight.ts";
import { effectOf } from "../rules.ts";

/**
 * What a division of what is on hold would do, posting by posting. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, VALIDATION_ERROR (the shares come to
 * something else than what is on hold).
 */
export async function preview(ctx: Ctx, input: z.output<typeof previewInput>): Promise<z.infer<typeof previewView>> {
  const { row } = await sightOf(ctx, input.caseId);
  const parts = partsIn(row.parts);
  const shares = input.shares.map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));
  const differs = whatDiffers(
    shares,
    parts.map(({ tranche, amount }) => ({ tranche, amount: BigInt(amount) })),
  );
  const other = input.shares.filter(({ tranche, asset }) => parts.some((part) => part.tranche === tranche && part.asset !== asset));
  const issues = other.length > 0 ? [{ path: "shares", code: "differs" }] : differs;
  if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
  return { effect: effectOf(shares, parts) };
}

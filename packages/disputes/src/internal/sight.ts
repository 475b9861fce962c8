import { DomainError, type UserActor } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import { caseUuid, maySeeAsStaff } from "./locks.ts";
import { mediatorsOf } from "./mediators.ts";
import { caseById, type CaseRow, sideOf } from "./rows.ts";

export type Sight = { readonly row: CaseRow; readonly user: UserActor; readonly role: "buyer" | "seller" | "mediator" | "admin" };

/**
 * A case as the caller sees it: its sides, who rules on it or has ruled, and admins. Who left it without ruling sees nothing more. Everybody
 * else is told that there is none. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function sightOf(ctx: Ctx, caseId: string): Promise<Sight> {
  const user = requireUser(ctx.actor);
  const row = await caseById(ctx, caseUuid(caseId));
  const role = row === null ? null : await roleIn(ctx, row, user);
  if (row === null || role === null) throw new DomainError("NOT_FOUND");
  return { row, user, role };
}

/** In what part somebody sees a case; null for who does not. */
export async function roleIn(ctx: Ctx, row: CaseRow, user: UserActor): Promise<Sight["role"] | null> {
  const side = sideOf(row, user.userId);
  if (side !== null) return side;
  if (maySeeAsStaff(row, user)) return row.mediatorId === user.userId ? "mediator" : "admin";
  if (!user.roles.includes("resolver")) return null;
  const had = (await mediatorsOf(ctx, row.id)).filter(({ userId }) => userId === user.userId);
  return had.some(({ cause }) => cause === "ruled" || cause === "closed") ? "mediator" : null;
}

/** Whether somebody may read what stands in a case: for its files and its room. */
export async function maySeeCase(ctx: Ctx, caseId: string): Promise<boolean> {
  const user = requireUser(ctx.actor);
  const row = await caseById(ctx, caseId);
  return row !== null && (await roleIn(ctx, row, user)) !== null;
}

import { type byPerson, DomainError, type personRow, uuidOf } from "@amanat/contracts";
import { type Ctx, requireRole } from "@amanat/db";
import type * as z from "zod";
import { personRowOf, rowById, waitingOf } from "../internal/person-rows.ts";

/** One person of the tenant. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function person(ctx: Ctx, input: z.output<typeof byPerson>): Promise<z.input<typeof personRow>> {
  requireRole(ctx.actor, "guard", "admin");
  const id = uuidOf("user", input.userId);
  const row = id === null ? null : await rowById(ctx, id);
  if (!row) throw new DomainError("NOT_FOUND");
  return personRowOf(row, (await waitingOf(ctx, [row.id])).get(row.id) ?? null);
}

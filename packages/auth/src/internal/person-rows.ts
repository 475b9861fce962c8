import { BrokenInvariant, type PersonRow, publicId, PERSON_STANDINGS, type PersonStanding } from "@amanat/contracts";
import { type Ctx, reader } from "@amanat/db";
import type { AdminGrantRow } from "./write-rows.ts";

export const COLUMNS = { id: true, name: true, email: true, roles: true, standing: true, version: true, createdAt: true } as const;

/** A person as admins see them. */
export type Row = {
  id: string;
  name: string;
  email: string | null;
  roles: PersonRow["roles"];
  standing: string;
  version: number;
  createdAt: Date;
};

function standingOf(row: { standing: string }): PersonStanding {
  const standing = PERSON_STANDINGS.find((one) => one === row.standing);
  if (standing === undefined) throw new BrokenInvariant(`a person stands as ${row.standing}`);
  return standing;
}

export function rowById(ctx: Ctx, id: string): Promise<Row | null> {
  return reader(ctx).user.findFirst({ where: { id, tenantId: ctx.actor.tenantId, deletedAt: null }, select: COLUMNS });
}

export function personRowOf(row: Row, waiting: AdminGrantRow | null): PersonRow {
  return {
    ...row,
    id: publicId("user", row.id),
    standing: standingOf(row),
    createdAt: row.createdAt.toISOString(),
    waiting: waiting && { roles: waiting.roles, askedBy: publicId("user", waiting.askedById), dueAt: waiting.dueAt.toISOString() },
  };
}

/** The waiting admin grants of these people. */
export async function waitingOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, AdminGrantRow>> {
  const rows = await reader(ctx).adminGrant.findMany({ where: { userId: { in: [...ids] }, outcome: null } });
  return new Map(rows.map((row) => [row.userId, row]));
}

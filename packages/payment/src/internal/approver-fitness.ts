import { DomainError, type PayoutView } from "@amanat/contracts";
import { type Ctx, now, reader, requireUser } from "@amanat/db";
import type { PayInPorts, Relation } from "../ports.ts";
import { limitOf } from "./approval-limits.ts";
import { partiesOf } from "./approval.ts";
import type { PayoutRow } from "./rows.ts";

async function addressesOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await reader(ctx).destination.findMany({
    where: { ownerId: { in: [...ids] } },
    select: { ownerId: true, address: true },
    distinct: ["ownerId", "address"],
    take: 1_000,
  });
  const found = new Map<string, string[]>();
  for (const { ownerId, address } of rows) found.set(ownerId, [...(found.get(ownerId) ?? []), address]);
  return found;
}

export type Judged = {
  block: "none" | "new_admin" | "related" | "our_address" | "screened" | "not_covered";
  related: PayoutView["related"];
};

/** Other reasons against this admin: too new in the role, or likely the same person as a party. */
export async function judgeApprover(ctx: Ctx, payout: PayoutRow, ports: Pick<PayInPorts, "people">): Promise<Judged> {
  const { people } = ports;
  if (!people) return { block: "none", related: [] };
  const { userId } = requireUser(ctx.actor);
  const parties = await partiesOf(ctx, payout);
  const ids = [...new Set([userId, ...(payout.partyId === null ? [] : [payout.partyId]), ...parties])];
  const relations = await people.related(ctx, ids, await addressesOf(ctx, ids));
  const related = relations.map((relation) => ({ between: named(relation, payout, parties), by: relation.by }));
  if (await isNewAdmin(ctx, ports)) return { block: "new_admin", related };
  const joined = relations.some((relation) => relation.people.includes(userId));
  return { block: joined && payout.amount > (await limitOf(ctx, "relatedLimit", payout.assetId)) ? "related" : "none", related };
}

/** The two related people, named by their part in this payout. */
function named({ people }: Relation, payout: PayoutRow, parties: readonly string[]): PayoutView["related"][number]["between"] {
  const [one, other] = people.map((id) => (id === payout.partyId ? "paid" : parties.includes(id) ? "other" : "you"));
  return [one ?? "you", other ?? "you"];
}

async function isNewAdmin(ctx: Ctx, { people }: Pick<PayInPorts, "people">): Promise<boolean> {
  if (!people) return false;
  const from = await people.decidesFrom(ctx, requireUser(ctx.actor).userId);
  return from === null || from > (await now(ctx));
}

/** Errors: FORBIDDEN (a new admin). */
export async function refuseNewAdmin(ctx: Ctx, ports: Pick<PayInPorts, "people">): Promise<void> {
  if (await isNewAdmin(ctx, ports)) throw new DomainError("FORBIDDEN", NEW_ADMIN);
}

const NEW_ADMIN = "New admins approve nothing yet.";

/** Errors: FORBIDDEN (a new admin), SELF_APPROVAL (related, above the limit). */
export async function refuseUnfitApprover(ctx: Ctx, payout: PayoutRow, ports: Pick<PayInPorts, "people">): Promise<void> {
  const { block } = await judgeApprover(ctx, payout, ports);
  if (block === "new_admin") throw new DomainError("FORBIDDEN", NEW_ADMIN);
  if (block === "related") throw new DomainError("SELF_APPROVAL", "Your account and a party's are likely one person's.");
}

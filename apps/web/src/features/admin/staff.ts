import type { MeView, Role } from "@amanat/contracts";
import { notFound } from "next/navigation";
import { requireUser } from "../../server-api/me.ts";

const STAFF: readonly Role[] = ["guard", "resolver", "admin"];

/** The signed-in member of staff; to everybody else these pages do not exist. */
export async function requireStaff(path: string): Promise<MeView> {
  const user = await requireUser(path);
  if (!user.roles.some((role) => STAFF.includes(role))) notFound();
  return user;
}

/** Who may see what is held where; resolvers rule on deals and do not. */
export function seesCustody(user: MeView): boolean {
  return user.roles.includes("admin") || user.roles.includes("guard");
}

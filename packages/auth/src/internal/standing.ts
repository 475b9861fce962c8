import type { Role } from "@amanat/contracts";

/** Roles that everybody has; the others are staff's. */
const TRADER: readonly Role[] = ["buyer", "seller"];

/** Whether everybody may have this role. */
export const isTrader = (role: Role): boolean => TRADER.includes(role);

export type Standings = { readonly roles: Role[]; readonly restricted: boolean };

/** Whoever is restricted is staff no more, whatever roles their row still names. */
export function actorStanding({ roles, restricted }: Standings): { roles: Role[]; restricted?: true } {
  return restricted ? { roles: roles.filter(isTrader), restricted } : { roles };
}

/** The deadline at which it is looked whether anything of a restricted person still runs. */
export const BAN_DUE = "ban_due";
/** How often it is looked. */
export const BAN_CHECK_MS = 60_000;

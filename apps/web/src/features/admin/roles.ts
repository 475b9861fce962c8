import type { Role } from "@amanat/contracts";

// Spelled out and checked for completeness: the contract's own list would bring its schemas along.
const EVERY_ROLE = { buyer: true, seller: true, guard: true, resolver: true, admin: true } as const satisfies Record<Role, true>;

/** All roles, from what everybody has to what few have. */
export const ROLE_ORDER = Object.keys(EVERY_ROLE) as Role[];

import type { Timers } from "@amanat/db";
import { grantDue } from "./verbs/grant-due.ts";

/** The deadlines this context sets, and what each does when it is due. */
export const AUTH_TIMERS = { admin_grant: grantDue } as const satisfies Timers;

import type { Timers } from "@amanat/db";
import type { TiesOf } from "./ports.ts";
import { banDue } from "./verbs/ban-due.ts";
import { grantDue } from "./verbs/grant-due.ts";

/** The deadlines this context sets, and what each does when it is due. */
export const authTimers = (tiesOf: TiesOf) =>
  ({ admin_grant: grantDue, ban_due: (tx, userId) => banDue(tx, userId, tiesOf) }) as const satisfies Timers;

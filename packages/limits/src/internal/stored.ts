import { type Ctx, settingNow } from "@amanat/db";
import type { Allowance } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/** What an operator has set, with the version to change it by. */
export const stored = (ctx: Ctx) => settingNow(ctx, SETTINGS.limits);

export const plain = ({ points, seconds }: Allowance): Allowance => ({ points, seconds });

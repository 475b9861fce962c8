import { type Ctx, settingNow } from "@amanat/db";
import type * as z from "zod";
import { type Allowance, LIMITS_SETTING, limitsSetting } from "../rules.ts";

/** What an operator has set, with the version to change it by. */
export const stored = (ctx: Ctx) => settingNow<z.output<typeof limitsSetting>>(ctx, LIMITS_SETTING, limitsSetting, {});

export const plain = ({ points, seconds }: Allowance): Allowance => ({ points, seconds });

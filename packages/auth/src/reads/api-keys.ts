import type { apiKeyList } from "@amanat/contracts";
import { type Ctx, reader, requireUser } from "@amanat/db";
import type * as z from "zod";
import { apiKeyView } from "../internal/api-keys.ts";

/** The person's keys, the newest first, ended ones included. Errors: AUTHENTICATION_REQUIRED. */
export async function apiKeys(ctx: Ctx): Promise<z.input<typeof apiKeyList>> {
  const user = requireUser(ctx.actor);
  const rows = await reader(ctx).apiKey.findMany({ where: { userId: user.userId }, orderBy: { createdAt: "desc" }, take: 100 });
  return { keys: rows.map(apiKeyView) };
}

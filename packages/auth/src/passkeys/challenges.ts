import type { Ctx } from "@amanat/db";
import * as z from "zod";

/** What a challenge was opened for: an answer to one is worth nothing for another. */
export const ADD_PASSKEY = "passkey.add";
export const ENTER_BY_PASSKEY = "passkey.sign_in";

/** What is kept of an open challenge. */
export const asked = z.object({ challenge: z.string() });

/** Passkeys of one person; more than this is a device that makes them by mistake. */
export const MOST_PASSKEYS = 20;

/** Signing in is done as nobody, also in a browser where somebody is signed in: the challenge must not belong to that session. */
export const asNobody = (ctx: Ctx): Ctx => ({ ...ctx, actor: { kind: "anonymous", tenantId: ctx.actor.tenantId } });

import { actorOf, type Services } from "@amanat/api";
import {
  anonymous,
  enterAsBrowser,
  enterWithOpenId,
  enterWithTelegram,
  type Proven,
  proveByPasskey,
  provePassword,
  proveWallet,
} from "@amanat/auth";
import {
  DomainError,
  publicId,
  signInInput,
  signInWithPasskeyInput,
  signInWithTelegramInput,
  signInWithWalletInput,
} from "@amanat/contracts";
import { type Ctx, createCtx } from "@amanat/db";
import type * as z from "zod";
import type { BrowserOrigin, Doors, SignedIn } from "./runtime.ts";

/**
 * A browser's ways in: what next-auth's providers call once they have somebody's word. Each counts against the caller's
 * address first, reads what it was given with the contract's own schema, and ends in a Session row.
 */
export function doorsOf(services: Services): Doors {
  const ctxFor = (): Ctx => createCtx(services.db, anonymous(), { log: services.log });

  return {
    async password(given, from) {
      await services.limits?.take("auth", from.address);
      const input = parsed(signInInput, given, "INVALID_CREDENTIALS");
      await services.limits?.take("account", input.email);
      return entered(ctxFor(), await provePassword(ctxFor(), input), from);
    },
    async passkey(given, from) {
      await services.limits?.take("auth", from.address);
      const input = parsed(signInWithPasskeyInput, given, "PROOF_INVALID");
      return entered(ctxFor(), await proveByPasskey(ctxFor(), input, services.auth), from);
    },
    async wallet(given, from) {
      await services.limits?.take("auth", from.address);
      const input = parsed(signInWithWalletInput, given, "PROOF_INVALID");
      return entered(ctxFor(), await proveWallet(ctxFor(), input, services.auth.wallet), from);
    },
    async telegram(given, from) {
      await services.limits?.take("auth", from.address);
      const input = parsed(signInWithTelegramInput, given, "PROOF_INVALID");
      const { token, person } = await enterWithTelegram(ctxFor(), input, from, services.auth.telegram);
      return signedIn(token, person);
    },
    async openId(provider, claims, from) {
      await services.limits?.take("auth", from.address);
      const credential = from.token === null ? null : ({ carrier: "cookie", token: from.token, address: from.address } as const);
      const { actor } = await actorOf(services, credential);
      const answer = await enterWithOpenId(createCtx(services.db, actor, { log: services.log }), provider, claims, from);
      return "linked" in answer ? answer : signedIn(answer.token, answer.person);
    },
  };
}

async function entered(ctx: Ctx, proven: Proven, from: BrowserOrigin): Promise<SignedIn> {
  const { token } = await enterAsBrowser(ctx, proven, from);
  return signedIn(token, proven.person);
}

function signedIn(token: string, person: Proven["person"]): SignedIn {
  return { token, userId: publicId("user", person.id), name: person.name };
}

function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown, code: "INVALID_CREDENTIALS" | "PROOF_INVALID"): z.output<Schema> {
  const read = schema.safeParse(given);
  if (!read.success) throw new DomainError(code);
  return read.data;
}

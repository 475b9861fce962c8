import { actorOf, attemptFrom, type Services } from "@amanat/api";
import { enterAsBrowser, enterWithOpenId, enterWithTelegram, type Proven, proveByPasskey, provePassword, proveWallet } from "@amanat/auth";
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
 * A browser's ways in, called by next-auth's providers. Each is rate limited like the procedure of the same name, parses its input with the
 * contract's schema, and ends in a Session row.
 */
export function doorsOf(services: Services): Doors {
  return {
    async password(given, from) {
      const input = signInInput.safeParse(given);
      return attemptFrom(services, from, input.data, async ({ ctx, trusted }) => {
        if (!input.success) throw new DomainError("INVALID_CREDENTIALS");
        return entered(ctx, await provePassword(ctx, input.data, { trusted }), from);
      });
    },
    passkey(given, from) {
      return attemptFrom(services, from, null, async ({ ctx }) => {
        const input = proofOf(signInWithPasskeyInput, given);
        return entered(ctx, await proveByPasskey(ctx, input, services.auth), from);
      });
    },
    wallet(given, from) {
      return attemptFrom(services, from, null, async ({ ctx }) => {
        const input = proofOf(signInWithWalletInput, given);
        return entered(ctx, await proveWallet(ctx, input, services.auth.wallet), from);
      });
    },
    telegram(given, from) {
      return attemptFrom(services, from, null, async ({ ctx }) => {
        const { token, person } = await enterWithTelegram(ctx, proofOf(signInWithTelegramInput, given), from, services.auth.telegram);
        return signedIn(token, person);
      });
    },
    openId(provider, claims, from) {
      return attemptFrom(services, from, null, async () => {
        const credential = from.token === null ? null : ({ carrier: "cookie", token: from.token, address: from.address } as const);
        const { actor } = await actorOf(services, credential);
        const answer = await enterWithOpenId(createCtx(services.db, actor, { log: services.log }), provider, claims, from);
        return "linked" in answer ? answer : signedIn(answer.token, answer.person);
      });
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

function proofOf<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const read = schema.safeParse(given);
  if (!read.success) throw new DomainError("PROOF_INVALID");
  return read.data;
}

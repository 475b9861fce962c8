import { randomBytes } from "node:crypto";
import { shownAddress } from "@amanat/contracts";
import type { PaymentReferences } from "@amanat/payment";
import { memoHash } from "./jettons.ts";

/** Crockford's: nothing in it is mistaken for something else, and people may type it in either case. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Fresh memos of eighty random bits, in groups of four that a person can compare and type. */
export function randomMemos(): PaymentReferences {
  return {
    next() {
      const letters = Array.from(randomBytes(16), (byte) => ALPHABET[byte % 32]).join("");
      const reference = letters.match(/.{4}/g)?.join("-") ?? letters;
      return { reference, hash: memoHash(reference) };
    },
  };
}

/** A link that opens a wallet: a transfer of `amount` base units of a jetton, with its comment. */
export function paymentUri(payment: { token: string; to: string; amount: bigint; memo?: string | undefined }): string {
  const query = new URLSearchParams({ jetton: payment.token, amount: String(payment.amount) });
  if (payment.memo !== undefined) query.set("text", payment.memo);
  return `ton://transfer/${shownAddress(payment.to)}?${query.toString()}`;
}

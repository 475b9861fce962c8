import { type ChatWarning, holdsAddress, plainDigits } from "@amanat/contracts";
import { ledBy } from "./phrases.ts";

/** What cannot be seen, and by which numbers and addresses are cut so that no rule finds them. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\u0640]/gu;

/** Digits with what people put between them. */
const NUMBER = /\+?\d(?:[\s.\-–()/_]{0,3}\d){7,16}/g;
/** A part of one whole, or of a date or a longer number, is no telephone number. */
const DECIMAL = /^0[.,]\d+$/;
const PHONES = [
  /^\+\d{8,15}$/,
  /^00[1-9]\d{7,13}$/,
  /^0[1-9]\d{7,10}$/,
  // Mobile numbers without their zero, and those that never have one.
  /^9\d{9}$/,
  /^1[3-9]\d{9}$/,
] as const;

/** Of kinds of chain that are none of ours: money is asked to them too. */
const WALLETS = [
  /(?<![\w-])[EUk0]Q[A-Za-z0-9_-]{46}(?![\w-])/,
  /(?<!\w)T[1-9A-HJ-NP-Za-km-z]{33}(?!\w)/,
  /(?<!\w)(?:bc1[a-z0-9]{25,60}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?!\w)/,
  /(?<![\w.])[\w-]{3,}\.(?:eth|ton)(?!\w)/i,
] as const;
const EMAIL = /[^\s@]{1,64}@[^\s@.]{1,63}\.[^\s@]{2,}/u;

function hasPhone(text: string): boolean {
  return (text.match(NUMBER) ?? []).some((found) => {
    const digits = found.replace(/[^\d+]/g, "");
    return !DECIMAL.test(found) && PHONES.some((form) => form.test(digits));
  });
}

const hasWallet = (text: string): boolean => holdsAddress(text) || WALLETS.some((form) => form.test(text));

/** What both sides are warned of in a text. It is sent all the same. */
export function warningsOf(text: string): ChatWarning[] {
  const plain = plainDigits(text.normalize("NFKC").replace(UNSEEN, ""));
  const found: ChatWarning[] = [];
  if (hasPhone(plain)) found.push("phone");
  if (hasWallet(plain)) found.push("wallet");
  if (EMAIL.test(plain)) found.push("email");
  return [...found, ...ledBy(text)];
}

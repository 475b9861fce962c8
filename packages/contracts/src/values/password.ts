import * as z from "zod";
import { kind } from "./kinds.ts";
import { nameFault } from "./text.ts";

/**
 * A password as RFC 8265's OpaqueString (§4.2) prepares and compares it: other spaces become U+0020, composed and decomposed
 * letters become one form (NFC); case and width stay. The same password then has the same bytes from every keyboard.
 */
export function opaqueString(text: string): string {
  return text.replace(/\p{Zs}/gu, " ").normalize("NFC");
}

/**
 * A new password. Control and hidden characters, which the RFC's FreeformClass leaves out, are refused; the joiners it allows
 * in their context, and those inside emoji, stay. Common and breached ones are refused by the verb, with the issue `too_common`.
 */
export const newPasswordSchema = kind(
  "password",
  z
    .string()
    .overwrite(opaqueString)
    .min(10)
    .max(200)
    .superRefine((text, ctx) => {
      const fault = text === "" ? null : nameFault(text);
      if (fault !== null) ctx.addIssue({ code: "custom", message: "holds characters that no keyboard types", params: { code: fault } });
    }),
);

/** A password as it is typed to be compared; the raw bytes of one from before the rule may still fit. */
export const typedPasswordSchema = kind("password", z.string().min(1).max(600));

import * as z from "zod";
import { kind } from "./kinds.ts";
import { nameFault } from "./text.ts";

/**
 * A password in the form of RFC 8265's OpaqueString (§4.2): other spaces become U+0020, and letters are composed (NFC); case and width stay. So
 * the same password has the same bytes from every keyboard.
 */
export function opaqueString(text: string): string {
  return text.replace(/\p{Zs}/gu, " ").normalize("NFC");
}

/**
 * A new password. Control and hidden characters, which the RFC excludes, are refused; joiners in the contexts it allows, and inside emoji, stay.
 * The verb refuses common and breached passwords with the issue `too_common`.
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

/** A typed password for comparison; older stored passwords may only fit its raw bytes. */
export const typedPasswordSchema = kind("password", z.string().min(1).max(600));

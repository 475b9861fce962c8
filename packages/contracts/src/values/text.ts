import * as z from "zod";
import { kind } from "./kinds.ts";
import { nameFault, textFault, type TextFault, visibleLength } from "./text-faults.ts";

export { nameFault, textFault, type TextFault, visibleLength } from "./text-faults.ts";

const WORDS: Readonly<Record<TextFault, string>> = {
  text_control: "holds control characters",
  text_direction: "holds marks that turn its direction",
  text_broken: "holds half a character",
  text_invisible: "shows nothing",
};

function readable(limits: { min: number; max: number }, lines: boolean) {
  return kind(
    "text",
    z
      .string()
      .trim()
      .min(limits.min)
      .max(limits.max)
      .superRefine((text, ctx) => {
        const seen = textFault(text, { lines });
        // Invisible characters do not make a text long enough.
        const fault = seen ?? (text.length >= limits.min && visibleLength(text) < limits.min ? "text_invisible" : null);
        if (fault !== null) ctx.addIssue({ code: "custom", message: WORDS[fault], params: { code: fault } });
      }),
  );
}

/** A free text on one line. Joiners inside words, which Persian needs, are allowed. */
export const lineSchema = (limits: { min: number; max: number }) => readable(limits, false);

/** A free text on several lines. */
export const proseSchema = (limits: { min: number; max: number }) => readable(limits, true);

/** A name of a person or thing. Whether it imitates ours is checked where names are chosen. */
export function nameSchema(limits: { min: number; max: number }) {
  return kind(
    "name",
    lineSchema(limits).superRefine((text, ctx) => {
      if (textFault(text, { lines: false }) === null && nameFault(text) !== null)
        ctx.addIssue({ code: "custom", message: WORDS.text_invisible, params: { code: "text_invisible" } });
    }),
  );
}

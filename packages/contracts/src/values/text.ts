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
        // Letters that nobody sees do not make a text long enough.
        const fault = seen ?? (text.length >= limits.min && visibleLength(text) < limits.min ? "text_invisible" : null);
        if (fault !== null) ctx.addIssue({ code: "custom", message: WORDS[fault], params: { code: fault } });
      }),
  );
}

/** Free words on one line. Joiners inside a word (Persian needs them) are part of it. */
export const lineSchema = (limits: { min: number; max: number }) => readable(limits, false);

/** Free words on as many lines as their writer wants. */
export const proseSchema = (limits: { min: number; max: number }) => readable(limits, true);

/** What somebody or something of theirs is called. Whether it pretends to be ours is asked where names are given. */
export function nameSchema(limits: { min: number; max: number }) {
  return kind(
    "name",
    lineSchema(limits).superRefine((text, ctx) => {
      if (textFault(text, { lines: false }) === null && nameFault(text) !== null)
        ctx.addIssue({ code: "custom", message: WORDS.text_invisible, params: { code: "text_invisible" } });
    }),
  );
}

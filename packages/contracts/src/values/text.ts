import * as z from "zod";
import { kind } from "./kinds.ts";

/** Why a text is refused. It is never cleaned into another one: what a page prints can be read back, or is not taken. */
export type TextFault = "text_control" | "text_direction" | "text_broken" | "text_invisible";

/** Control characters, some of which no database keeps and some of which drive a terminal; format characters nobody types. */
const CONTROL = /[\p{Cc}\u2028\u2029\u206A-\u206F\uFFF9-\uFFFB]/u;
/** A line ends with a newline, also with a carriage return before it. Tabs stay. */
const LINES = /\r\n|[\n\t\u2028\u2029]/g;
/** Marks that turn the direction of what follows: a name or a file's ending could read backwards. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/;
/** Half of a pair, which is no character. */
const BROKEN = /\p{Cs}/u;
/** Draws nothing: spaces, joiners, direction marks, fillers, the blank Braille cell. */
const INVISIBLE = /[\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Characters that a reader sees. */
export function visibleLength(text: string): number {
  return Array.from(text.replace(INVISIBLE, "")).length;
}

/** Why a text cannot be shown to others as it stands, or null. `lines`: it may have several. */
export function textFault(text: string, { lines }: { lines: boolean }): TextFault | null {
  if (BROKEN.test(text)) return "text_broken";
  if (DIRECTION.test(text)) return "text_direction";
  if (CONTROL.test(lines ? text.replace(LINES, "") : text)) return "text_control";
  return text !== "" && visibleLength(text) === 0 ? "text_invisible" : null;
}

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

/** Inside a name nothing is hidden but the joiners that Persian and Indic letters, and some emoji, are written with. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
const JOINERS = /\u200C|\u200D|\uFE0E|\uFE0F/g;

/** Why a text cannot be a name, whatever its length, or null. */
export function nameFault(text: string): TextFault | null {
  const fault = textFault(text, { lines: false });
  return fault ?? (text === "" || HIDDEN.test(text.replace(JOINERS, "")) ? "text_invisible" : null);
}

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

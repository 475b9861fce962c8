// Without the schemas: a check of a text alone loads no zod.

/** Why a text is refused. It is never silently changed: a text is stored as written, or not at all. */
export type TextFault = "text_control" | "text_direction" | "text_broken" | "text_invisible";

/** Control characters, which databases refuse or terminals obey, and format characters that nobody types. */
const CONTROL = /[\p{Cc}\u2028\u2029\u206A-\u206F\uFFF9-\uFFFB]/u;
/** A line ends with a newline, or with carriage return and newline. Tabs are allowed. */
const LINES = /\r\n|[\n\t\u2028\u2029]/g;
/** Marks that reverse what follows: a name or a file's ending could read backwards. */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/;
/** Half a surrogate pair is no character. */
const BROKEN = /\p{Cs}/u;
/** Invisible: spaces, joiners, direction marks, fillers, the blank Braille cell. */
const INVISIBLE = /[\p{Z}\p{Cc}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Visible characters. */
export function visibleLength(text: string): number {
  return Array.from(text.replace(INVISIBLE, "")).length;
}

/** Why a text can not be shown to others, or null. `lines`: it may have several. */
export function textFault(text: string, { lines }: { lines: boolean }): TextFault | null {
  if (BROKEN.test(text)) return "text_broken";
  if (DIRECTION.test(text)) return "text_direction";
  if (CONTROL.test(lines ? text.replace(LINES, "") : text)) return "text_control";
  return text !== "" && visibleLength(text) === 0 ? "text_invisible" : null;
}

/** A name contains nothing invisible but the joiners that Persian and Indic letters, and some emoji, need. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
const JOINERS = /\u200C|\u200D|\uFE0E|\uFE0F/g;

/** Why a text can not be a name, whatever its length, or null. */
export function nameFault(text: string): TextFault | null {
  const fault = textFault(text, { lines: false });
  return fault ?? (text === "" || HIDDEN.test(text.replace(JOINERS, "")) ? "text_invisible" : null);
}

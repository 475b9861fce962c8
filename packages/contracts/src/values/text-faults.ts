// Apart from the schemas: who only asks what is wrong with a text loads no zod.

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

/** Inside a name nothing is hidden but the joiners that Persian and Indic letters, and some emoji, are written with. */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\u2800]/u;
const JOINERS = /\u200C|\u200D|\uFE0E|\uFE0F/g;

/** Why a text cannot be a name, whatever its length, or null. */
export function nameFault(text: string): TextFault | null {
  const fault = textFault(text, { lines: false });
  return fault ?? (text === "" || HIDDEN.test(text.replace(JOINERS, "")) ? "text_invisible" : null);
}

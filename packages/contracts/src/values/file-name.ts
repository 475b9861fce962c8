import * as z from "zod";
import { kind } from "./kinds.ts";
import { nameFault } from "./text-faults.ts";

/** Characters a file's name may have after it is cleaned. */
export const LONGEST_FILE_NAME = 120;
/** Longer endings are none. */
const LONGEST_ENDING = 12;

/** Some system's or address's own. Path separators are not cleaned: a name with one is refused. */
const SPECIAL = /[<>:"|?*`$;&%#{}^~[\]=+!]/g;

/** Why a name can not be a file's, or null. */
function fileNameFault(name: string): string | null {
  const fault = nameFault(name);
  if (fault !== null) return fault;
  return /[/\\]/.test(name) || /^\.*$/.test(cleaned(name)) ? "file_name" : null;
}

/** Without special characters, without dots or blanks at its ends, and cut, keeping its ending. */
function cleaned(name: string): string {
  const plain = name
    .replaceAll(SPECIAL, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/^[. ]+|[. ]+$/g, "");
  const letters = Array.from(plain);
  if (letters.length <= LONGEST_FILE_NAME) return plain;
  const dot = plain.lastIndexOf(".");
  const ending = dot > 0 ? Array.from(plain.slice(dot)) : [];
  const kept = ending.length > 0 && ending.length <= LONGEST_ENDING ? ending : [];
  return `${letters
    .slice(0, LONGEST_FILE_NAME - kept.length)
    .join("")
    .trimEnd()}${kept.join("")}`;
}

/** The name of a file as its sender's machine has it. It never becomes a path: what is stored goes by ids. */
export const fileNameSchema = kind(
  "fileName",
  z
    .string()
    .min(1)
    .max(1_000)
    .superRefine((name, ctx) => {
      const fault = fileNameFault(name);
      if (fault !== null) ctx.addIssue({ code: "custom", message: "is no name for a file", params: { code: fault } });
    })
    .overwrite(cleaned),
);

import * as z from "zod";
import { kind } from "./kinds.ts";

/** Whether this is the name of a zone in the IANA table, `Asia/Tehran`. A bare offset is none: it knows no summer. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The zone somebody lives by. */
export const timeZoneSchema = kind("word", z.string().max(64).refine(isTimeZone));

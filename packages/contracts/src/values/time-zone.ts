import * as z from "zod";
import { kind } from "./kinds.ts";

/** Whether this is a zone of the IANA table, such as `Asia/Tehran`. A bare offset is not: it has no summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A person's time zone. */
export const timeZoneSchema = kind("word", z.string().max(64).refine(isTimeZone));

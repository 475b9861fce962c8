import * as z from "zod";
import { kind } from "./kinds.ts";
import { FORMS } from "./namespaces.ts";

/** An opaque text that we or a service made. */
export const tokenSchema = (limits: { min: number; max: number }) =>
  kind(
    "token",
    z
      .string()
      .min(limits.min)
      .max(limits.max)
      .regex(/^[\x21-\x7E]*$/),
  );

/** A text whose signature is verified before it is read. */
export const signedSchema = (limits: { min: number; max: number }) => kind("signed", z.string().min(limits.min).max(limits.max));

/** A machine name. */
export const wordSchema = (form: RegExp) => kind("word", z.string().regex(form));

/** A file's checksum: 32 bytes in lower-case hex. */
export const hashSchema = kind("hash", z.string().regex(/^[0-9a-f]{64}$/));
/** The hash of a transaction or block, as its chain writes it. */
export const chainHashSchema = kind("hash", z.string().regex(FORMS.hash));

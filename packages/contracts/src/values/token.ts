import * as z from "zod";
import { kind } from "./kinds.ts";
import { FORMS } from "./namespaces.ts";

/** Something we or a service made and get back unread. */
export const tokenSchema = (limits: { min: number; max: number }) =>
  kind(
    "token",
    z
      .string()
      .min(limits.min)
      .max(limits.max)
      .regex(/^[\x21-\x7E]*$/),
  );

/** Believed once its signature is verified, and not looked into before. */
export const signedSchema = (limits: { min: number; max: number }) => kind("signed", z.string().min(limits.min).max(limits.max));

/** A word of a machine's. */
export const wordSchema = (form: RegExp) => kind("word", z.string().regex(form));

/** 32 bytes as a file's checksum writes them, in lower-case hex. */
export const hashSchema = kind("hash", z.string().regex(/^[0-9a-f]{64}$/));
/** A transaction or a block, as its chain writes it. */
export const chainHashSchema = kind("hash", z.string().regex(FORMS.hash));

import type * as z from "zod";
import { url } from "./read.ts";

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/;

/** A service whose answers are believed. Over plain HTTP they could be anybody's on the way; on this machine nobody is. */
export const trustedUrl: z.ZodURL = url("http", "https").refine((text) => text.startsWith("https://") || LOOPBACK.test(`${text}/`), {
  error: "must begin with https://",
});

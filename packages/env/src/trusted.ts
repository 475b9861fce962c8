import type * as z from "zod";
import { url } from "./read.ts";

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])[:/]/;

/** The address of a service whose answers are trusted: HTTPS, since plain HTTP can be changed on the way, or this machine. */
export const trustedUrl: z.ZodURL = url("http", "https").refine((text) => text.startsWith("https://") || LOOPBACK.test(`${text}/`), {
  error: "must begin with https://",
});

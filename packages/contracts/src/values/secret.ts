import * as z from "zod";

/** A secret that an installation makes for itself: signs tokens, webhooks, cursors, or opens the metrics. */
export const secretSchema = z.string().min(32, { error: "must have at least 32 characters" });

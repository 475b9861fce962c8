import * as z from "zod";

/** The wallet of SHKeeper's that its invoice names, and what it calls the coin. Empty until it has answered. */
export const dataSchema = z.object({ wallet: z.string(), crypto: z.string() });

import type { Caller } from "@amanat/api";
import { cache } from "react";
import { currentCaller } from "../server/session.ts";
import { liveCursor } from "./live.ts";

/**
 * The API as this request's person, without a network hop; one caller per request. Only for server components; client components use
 * `useAmanat()`. A page and its layout are rendered at the same time: whichever reads first, the news is followed from before that.
 */
export const serverApi = cache(async (): Promise<Caller> => {
  // Who is asking is no part of the page: it is looked up beside.
  const [caller] = await Promise.all([currentCaller(), liveCursor()]);
  return caller;
});

import { cache } from "react";
import { currentCaller } from "../server/session.ts";

/**
 * The API as this request's person, without a network hop; one caller per request. Only for server components; client components use
 * `useAmanat()`.
 */
export const serverApi = cache(currentCaller);

import { cache } from "react";
import { currentCaller } from "../server/session.ts";

/**
 * The API for this request's person, without a network hop; one caller per request. Server
 * components only; client components use `useAmanat()`.
 */
export const serverApi = cache(currentCaller);

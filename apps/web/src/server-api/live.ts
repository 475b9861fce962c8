import { cache } from "react";
import { currentToken } from "../server/session.ts";
import { runtime } from "../server/runtime.ts";
import { attempt } from "./failure.ts";

/** The stream cursor for the page being rendered, one per request; null for anonymous readers, and when it can not be read. */
export const liveCursor = cache(
  async (): Promise<string | null> => (await attempt(currentToken().then((token) => runtime().liveCursor(token)))).data,
);

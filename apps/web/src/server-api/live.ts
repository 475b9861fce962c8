import { currentToken } from "../server/session.ts";
import { runtime } from "../server/runtime.ts";
import { attempt } from "./failure.ts";

/** The stream cursor for the page being rendered; null for anonymous readers, and when it can not be read. */
export async function liveCursor(): Promise<string | null> {
  return (await attempt(currentToken().then((token) => runtime().liveCursor(token)))).data;
}

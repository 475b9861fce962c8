import { currentToken } from "../server/session.ts";
import { runtime } from "../server/runtime.ts";
import { attempt } from "./failure.ts";

/** Where the person's stream of events goes on after the page that is written now; null for nobody, and when it cannot be read. */
export async function liveCursor(): Promise<string | null> {
  return (await attempt(currentToken().then((token) => runtime().liveCursor(token)))).data;
}

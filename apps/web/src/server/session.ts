import { cookies } from "next/headers";
import type { Caller } from "@amanat/api";
import { runtime } from "./runtime.ts";

/** The session token in the request's cookie, or null. Makes the page dynamic. */
export async function currentToken(): Promise<string | null> {
  const jar = await cookies();
  return jar.get(runtime().config.cookieName)?.value || null;
}

/** Procedures as this request's person. */
export async function currentCaller(): Promise<Caller> {
  return runtime().callerFor(await currentToken());
}

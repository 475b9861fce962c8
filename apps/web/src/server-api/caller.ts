import type { Namespace, Procedures } from "@amanat/contracts";
import { cookies } from "next/headers";
import { cache } from "react";
import type * as z from "zod";

type Shape = { input: z.ZodType; output: z.ZodType };
type InProcessCall<P extends Shape> = (input?: z.input<P["input"]>) => Promise<z.output<P["output"]>>;

/** The API called inside the process, as the person whose session token it was made for. */
export type ServerApi = { readonly [N in Exclude<Namespace, "events">]: { readonly [P in keyof Procedures[N]]: Procedures[N][P] extends Shape ? InProcessCall<Procedures[N][P]> : never } };

/** The part of the runtime pages use; server.ts builds it once per process under this symbol. */
type Runtime = { callerFor(token: string | null): Promise<ServerApi> };

const RUNTIME = Symbol.for("amanat.runtime");

/** `__Host-` where there is TLS, the bare name on plain HTTP (the local demo). */
const SESSION_COOKIES = ["__Host-amn", "amn"] as const;

/** The session token this request carries, or null. */
export async function sessionToken(): Promise<string | null> {
  const jar = await cookies();
  for (const name of SESSION_COOKIES) {
    const value = jar.get(name)?.value;
    if (value) return value;
  }
  return null;
}

/**
 * The API for this request's person, without a network hop. Server components only; client
 * components use `useAmanat()`.
 */
export const serverApi = cache(async (): Promise<ServerApi> => {
  const runtime = (globalThis as { [RUNTIME]?: Runtime })[RUNTIME];
  if (!runtime) throw new Error("The runtime is missing: pages are served by apps/web/server.ts, not by Next alone.");
  return runtime.callerFor(await sessionToken());
});

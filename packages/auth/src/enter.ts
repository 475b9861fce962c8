import type { signInResult } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { meOf, type Person } from "./internal/people.ts";
import { type BrowserSession, createBrowserSession, createProgramSession, type Origin } from "./internal/sessions.ts";

/** Somebody who has proved who they are, and how. Every way in ends with one. */
export type Proven = { person: Person; amr: readonly string[] };

/** Lets a browser in: the token goes into its cookie and nowhere else. Errors: BUSY. */
export function enterAsBrowser(ctx: Ctx, { person, amr }: Proven, from: Omit<Origin, "surface">): Promise<BrowserSession> {
  return inTransaction(ctx, (tx) => createBrowserSession(tx, { ...from, surface: "web", person, amr }));
}

/** Lets a program in (the SDK, the Mini App): a bearer for ten minutes and what buys the next. Errors: BUSY. */
export async function enterAsProgram(ctx: Ctx, { person, amr }: Proven, from: Origin): Promise<z.input<typeof signInResult>> {
  // A page that calls the API for itself holds its tokens as a program does.
  const surface = from.surface === "web" ? "sdk" : from.surface;
  const { tokens } = await inTransaction(ctx, (tx) => createProgramSession(tx, { ...from, surface, person, amr }));
  return { ...tokens, user: meOf(person) };
}

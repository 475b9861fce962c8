import type { signInResult } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import { meOf, type Person } from "../internal/people.ts";
import { type BrowserSession, createBrowserSession, createProgramSession, type Origin } from "../internal/sessions.ts";

/** A person who has proved who they are, and how. Every way in ends with one. */
export type Proven = { person: Person; amr: readonly string[] };

/** Starts a browser session: the token goes only into its cookie. Errors: BUSY. */
export function enterAsBrowser(ctx: Ctx, { person, amr }: Proven, from: Omit<Origin, "surface">): Promise<BrowserSession> {
  return inTransaction(ctx, (tx) => createBrowserSession(tx, { ...from, surface: "web", person, amr }));
}

/** Starts a program's session (SDK, Mini App): a bearer for ten minutes and a refresh token. Errors: BUSY. */
export async function enterAsProgram(ctx: Ctx, { person, amr }: Proven, from: Origin): Promise<z.input<typeof signInResult>> {
  // A page that calls the API itself holds its tokens like a program.
  const surface = from.surface === "web" ? "sdk" : from.surface;
  const { tokens } = await inTransaction(ctx, (tx) => createProgramSession(tx, { ...from, surface, person, amr }));
  return { ...tokens, user: meOf(person) };
}

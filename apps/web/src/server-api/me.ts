import type { MeView } from "@amanat/contracts";
import { getLocale } from "next-intl/server";
import { cache } from "react";
import { redirect } from "../i18n/routing.ts";
import { serverApi } from "./caller.ts";
import { failureOf } from "./failure.ts";

/** Who is signed in on this request; null for nobody and for a session that has ended. */
export const currentUser = cache(async (): Promise<MeView | null> => {
  try {
    return (await (await serverApi()).auth.me()).user;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === "INVALID_TOKEN" || failure.code === "AUTHENTICATION_REQUIRED") return null;
    throw error;
  }
});

/** The signed-in person, or a redirect to sign in that comes back to `path` (written without the language). */
export async function requireUser(path: string): Promise<MeView> {
  const user = await currentUser();
  if (user) return user;
  const locale = await getLocale();
  return redirect({ href: `/sign-in?next=${encodeURIComponent(`/${locale}${path}`)}`, locale });
}

import type { MeView } from "@amanat/contracts";
import { getLocale } from "next-intl/server";
import { cache } from "react";
import { redirect } from "../i18n/routing.ts";
import { serverApi } from "./caller.ts";
import { failureOf } from "./failure.ts";

/** The signed-in person; null for nobody and for an ended session. */
export const currentUser = cache(async (): Promise<MeView | null> => {
  try {
    return (await (await serverApi()).auth.me()).user;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code === "INVALID_TOKEN" || failure.code === "AUTHENTICATION_REQUIRED") return null;
    throw error;
  }
});

/** The signed-in person, or a redirect to sign in that returns to `path` (without the locale). */
export async function requireUser(path: string): Promise<MeView> {
  const user = await currentUser();
  if (user) return user;
  const locale = await getLocale();
  return redirect({ href: `/sign-in?next=${encodeURIComponent(`/${locale}${path}`)}`, locale });
}

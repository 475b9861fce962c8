import { DEFAULT_LOCALE, isLocale } from "@amanat/i18n";
import createMiddleware from "next-intl/middleware";
import { NextResponse, type NextRequest } from "next/server";
import { LOCALE_COOKIE } from "./i18n/cookie.ts";
import { routing } from "./i18n/routing.ts";

const localise = createMiddleware(routing);

/** Sends `/` to the saved language (else Persian) and every path without a language to one with it. */
export function proxy(request: NextRequest): NextResponse {
  if (request.nextUrl.pathname === "/") {
    const saved = request.cookies.get(LOCALE_COOKIE)?.value;
    const home = request.nextUrl.clone();
    home.pathname = `/${isLocale(saved) ? saved : DEFAULT_LOCALE}`;
    return NextResponse.redirect(home, 307);
  }
  return localise(request);
}

export const config = { matcher: ["/((?!api/|_next/|docs/|tma|health|readyz|metrics|dev-wallet|.*\\..*).*)"] };

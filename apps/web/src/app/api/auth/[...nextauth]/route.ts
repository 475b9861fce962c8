import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { ADDRESS_HEADER } from "../../../../server/address-header.ts";
import { goalCookieOf } from "../../../../server/goal-cookie.ts";
import { authOptions } from "../../../../server/next-auth.ts";
import { withOurCodes } from "../../../../server/provider-failures.ts";
import { runtime } from "../../../../server/runtime.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own paths. A Next route, because its providers do not load in plain Node ESM. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  const { cookieName, secure, baseUrl } = runtime().config;
  const from = {
    userAgent: request.headers.get("user-agent") ?? "",
    address: request.headers.get(ADDRESS_HEADER) ?? "",
    token: request.cookies.get(cookieName)?.value || null,
    goal: request.cookies.get(goalCookieOf(secure))?.value ?? null,
  };
  return withOurCodes(from.goal, baseUrl, async (ours) => {
    const answer: unknown = await NextAuth(request, context, authOptions(from));
    if (!(answer instanceof Response)) throw new TypeError("next-auth did not answer");
    const location = answer.headers.get("location");
    if (location !== null) answer.headers.set("location", ours(location));
    return answer;
  });
}

export { handler as GET, handler as POST };

import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "../../../../server/next-auth.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own paths. A Next route, because its providers do not load in plain Node ESM. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  const answer: unknown = await NextAuth(request, context, authOptions());
  if (!(answer instanceof Response)) throw new TypeError("next-auth did not answer");
  return answer;
}

export { handler as GET, handler as POST };

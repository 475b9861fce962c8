import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { authOptions } from "../../../../server/next-auth.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** next-auth's own paths. A Next route, because its providers do not load in plain Node ESM. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request, context, authOptions());
}

export { handler as GET, handler as POST };

import type { NextAuthOptions } from "next-auth";
import credentials from "next-auth/providers/credentials";
import { ADDRESS_HEADER } from "./address-header.ts";
import { runtime } from "./runtime.ts";
import { sameOriginOnly } from "./same-origin.ts";

/** What next-auth carries between its callbacks: our opaque token, and on it our Session row. */
declare module "next-auth/jwt" {
  interface JWT {
    tok?: string;
  }
}

declare module "next-auth" {
  interface User {
    tok?: string;
  }
}

const SESSION_SECONDS = 30 * 24 * 60 * 60;

/**
 * next-auth keeps the door: cookies, CSRF and redirects. The Session row is the authority, so the
 * cookie holds its opaque token instead of a signed document, and is worth nothing once the row ends.
 * Made per request, because the runtime exists only when server.ts has started.
 */
export function authOptions(): NextAuthOptions {
  const door = runtime();
  const { cookieName, secure } = door.config;
  return {
    secret: door.authSecret,
    useSecureCookies: secure,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    cookies: { sessionToken: { name: cookieName, options: { httpOnly: true, secure, sameSite: "lax", path: "/" } } },
    providers: [
      credentials({
        id: "password",
        name: "password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        async authorize(typed, request) {
          if (!typed) return null;
          try {
            const signed = await door.signIn(
              { email: typed.email, password: typed.password },
              { userAgent: headerOf(request.headers, "user-agent"), address: headerOf(request.headers, ADDRESS_HEADER) },
            );
            return { id: signed.userId, name: signed.name, tok: signed.token };
          } catch (error) {
            // A code of the closed union and nothing else: it ends up readable in an address bar.
            throw new Error(door.errorBody(error).code);
          }
        },
      }),
    ],
    jwt: {
      maxAge: SESSION_SECONDS,
      // Idempotent, so that reading a session where no cookie can be set loses nothing.
      encode: async ({ token }) => token?.tok ?? "",
      async decode({ token }) {
        const owner = token ? await door.ownerOf(token) : null;
        return owner && token ? { tok: token, sub: owner.userId, name: owner.name } : null;
      },
    },
    callbacks: {
      jwt: ({ token, user }) => (user?.tok ? { tok: user.tok, sub: user.id, name: user.name ?? null } : token),
      session: ({ session, token }) => ({ ...session, user: { name: token.name ?? null } }),
      redirect: ({ url }) => sameOriginOnly(url, door.config.baseUrl),
    },
    events: {
      async signOut({ token }) {
        if (token?.tok) await door.signOut(token.tok);
      },
    },
  };
}

function headerOf(headers: Record<string, unknown> | undefined, name: string): string {
  const value = headers?.[name];
  return typeof value === "string" ? value : "";
}

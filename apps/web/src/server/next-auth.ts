import type { NextAuthOptions } from "next-auth";
import { providersOf } from "./next-auth-providers.ts";
import { OPEN_ID_PROVIDERS } from "./open-id-clients.ts";
import { noteProviderFailure } from "./provider-failures.ts";
import { type BrowserOrigin, runtime } from "./runtime.ts";
import { languagePath, sameOriginOnly } from "./same-origin.ts";

/** What next-auth passes between its callbacks: our opaque token, with its Session row. */
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
 * next-auth handles cookies, CSRF and redirects. The Session row is the authority: the cookie holds its opaque token instead of a signed
 * document, and is worthless once the row ends. Made per request, because the runtime exists only after server.ts has started, and because
 * a provider's redirect does not tell the callbacks which request it belongs to.
 */
export function authOptions(from: BrowserOrigin): NextAuthOptions {
  const door = runtime();
  const { cookieName, secure, baseUrl } = door.config;
  // A failed sign-in is shown in the language it started in.
  const language = languagePath(from.goal, baseUrl);
  return {
    secret: door.authSecret,
    useSecureCookies: secure,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: `${language}/sign-in`, error: `${language}/sign-in` },
    cookies: { sessionToken: { name: cookieName, options: { httpOnly: true, secure, sameSite: "lax", path: "/" } } },
    providers: providersOf(door, from),
    // Its default logger prints whole errors with everything in them. An ended session is no error.
    // A code is a short name; anything longer came from outside.
    logger: {
      error(code, about) {
        const cause = about instanceof Error ? about : about.error;
        noteProviderFailure(code, cause);
        if (code !== "JWT_SESSION_ERROR") door.note(code.slice(0, 60), cause.message);
      },
      warn: () => undefined,
      debug: () => undefined,
    },
    jwt: {
      maxAge: SESSION_SECONDS,
      // Idempotent, so reading a session where no cookie can be set loses nothing.
      encode: async ({ token }) => token?.tok ?? "",
      async decode({ token }) {
        const owner = token ? await door.ownerOf(token) : null;
        return owner && token ? { tok: token, sub: owner.userId, name: owner.name } : null;
      },
    },
    callbacks: {
      async signIn({ user, account, profile }) {
        const provider = OPEN_ID_PROVIDERS[account?.provider as keyof typeof OPEN_ID_PROVIDERS] ?? null;
        if (provider === null) return true;
        try {
          const answer = await door.enter.openId(provider, { ...profile }, from);
          if ("linked" in answer) return `${baseUrl}${language}/account/security?linked=${provider}`;
          // The same object that `jwt` gets next: next-auth offers no other way to pass it.
          Object.assign(user, { id: answer.userId, name: answer.name, tok: answer.token });
          return true;
        } catch (error) {
          const { code } = door.errorBody(error);
          // Only a code, as for forms: next-auth writes whatever is thrown here into the address bar.
          return `${baseUrl}${language}/${code === "IDENTITY_TAKEN" ? "account/security" : "sign-in"}?error=${code}`;
        }
      },
      jwt: ({ token, user }) => (user?.tok ? { tok: user.tok, sub: user.id, name: user.name ?? null } : token),
      session: ({ session, token }) => ({ ...session, user: { name: token.name ?? null } }),
      redirect: ({ url }) => sameOriginOnly(url, baseUrl),
    },
    events: {
      // The browser has just dropped its old cookie; its session must not stay among the person's devices.
      async signIn() {
        if (from.token !== null) await door.signOut(from.token);
      },
      async signOut({ token }) {
        if (token?.tok) await door.signOut(token.tok);
      },
    },
  };
}

import type { NextAuthOptions } from "next-auth";
import credentials from "next-auth/providers/credentials";
import type { OPEN_ID_PROVIDERS, OpenIdClient } from "./open-id-clients.ts";
import type { BrowserOrigin, Runtime, SignedIn } from "./runtime.ts";

type Provider = NextAuthOptions["providers"][number];
/** The form posted to `/api/auth/callback/<id>`, beside the CSRF token. */
type Posted = Readonly<Record<string, string | undefined>>;

/** This installation's next-auth providers, for one request. */
export function providersOf(door: Runtime, from: BrowserOrigin): Provider[] {
  const form = (id: string, fields: readonly string[], enter: (posted: Posted) => Promise<SignedIn>) =>
    credentials({
      id,
      name: id,
      credentials: Object.fromEntries(fields.map((field) => [field, { type: "text" }])),
      async authorize(posted) {
        if (!posted) return null;
        try {
          const signed = await enter(posted as Posted);
          return { id: signed.userId, name: signed.name, tok: signed.token };
        } catch (error) {
          // Only a code of the closed union: it becomes readable in the address bar.
          throw new Error(door.errorBody(error).code);
        }
      },
    });
  const { google, telegram } = door.openId;
  return [
    form("password", ["email", "password", "captcha"], ({ email, password, captcha }) =>
      door.enter.password({ email, password, captcha }, from),
    ),
    form("passkey", ["challengeId", "response"], ({ challengeId, response }) =>
      door.enter.passkey({ challengeId, response: jsonOf(response) }, from),
    ),
    form("wallet", ["challengeId", "message", "signature", "locale"], ({ challengeId, message, signature, locale }) =>
      door.enter.wallet({ challengeId, message, signature, locale }, from),
    ),
    form("telegram", ["widget", "locale"], ({ widget, locale }) =>
      door.enter.telegram({ proof: { widget: jsonOf(widget) }, locale }, from),
    ),
    ...(google ? [openId("google", google, "openid email profile", ["pkce", "state", "nonce"])] : []),
    // Telegram's tokens need no nonce: PKCE ties the code to this browser, and the token comes with the code.
    ...(telegram ? [openId("telegram-oidc", telegram, "openid profile", ["pkce", "state"])] : []),
  ];
}

function openId(id: keyof typeof OPEN_ID_PROVIDERS, client: OpenIdClient, scope: string, checks: ("pkce" | "state" | "nonce")[]): Provider {
  return {
    id,
    name: id,
    type: "oauth",
    wellKnown: `${client.issuer}/.well-known/openid-configuration`,
    issuer: client.issuer,
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    // Pinned: only an RSA signature is accepted, whatever the token's header says.
    client: { id_token_signed_response_alg: "RS256" },
    authorization: { params: { scope, ...(id === "google" ? { prompt: "select_account" } : {}) } },
    idToken: true,
    checks,
    httpOptions: { timeout: 5_000 },
    // Only so that next-auth has an id; the claims themselves go to `enterWithOpenId`.
    profile: (claims: { sub: string }) => ({ id: claims.sub }),
  };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

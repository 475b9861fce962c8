import { DomainError, type Locale, localeSchema } from "@amanat/contracts";
import * as z from "zod";
import { displayName } from "./display-name.ts";
import type { Way } from "./identities.ts";

/** Claims of an id token whose signature, issuer, audience, nonce and times are checked. */
export type OpenIdClaims = Readonly<Record<string, unknown>>;

export type OpenIdProviderName = "google" | "telegram";

const text = z.string().max(1_000).optional().catch(undefined);

const googleClaims = z.object({
  sub: z.string().min(1).max(255),
  name: text,
  email: z.string().trim().toLowerCase().max(254).pipe(z.email()).optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  hd: text,
  locale: text,
});

/** Telegram's user id is `id`; `sub` belongs to this login only and would make a second account. */
const telegramClaims = z.object({
  id: z.union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,15}$/)]).transform(String),
  name: text,
  preferred_username: text,
});

/** A provider's claims, reduced to what we use. */
export type Said = {
  way: Way;
  name: string;
  locale: Locale | null;
  /** An address the provider has proved; null for one it only repeats. */
  email: string | null;
  /** Whether the provider itself hands out this address, so that nobody else can prove it. */
  gaveEmail: boolean;
};

export const linkPurpose = (provider: OpenIdProviderName) => `openid.link.${provider}`;

export function readClaims(provider: OpenIdProviderName, claims: OpenIdClaims): Said {
  const said = provider === "google" ? fromGoogle(claims) : fromTelegram(claims);
  if (!said) throw new DomainError("PROOF_INVALID");
  return said;
}

function fromGoogle(claims: OpenIdClaims): Said | null {
  const { data } = googleClaims.safeParse(claims);
  if (!data) return null;
  const email = data.email !== undefined && data.email_verified === true ? data.email : null;
  return {
    way: { provider: "google", subject: data.sub, label: data.email ?? data.name ?? data.sub },
    name: displayName(data.name ?? "", data.email?.split("@")[0]),
    locale: localeSchema.safeParse(data.locale?.split("-")[0]).data ?? null,
    email,
    // Google hands out its own addresses and those of Workspace customers; to others it has only sent one mail.
    gaveEmail: email !== null && (email.endsWith("@gmail.com") || data.hd !== undefined),
  };
}

function fromTelegram(claims: OpenIdClaims): Said | null {
  const { data } = telegramClaims.safeParse(claims);
  if (!data) return null;
  const name = displayName(data.name ?? "", data.preferred_username);
  const label = data.preferred_username === undefined ? name : `@${data.preferred_username}`;
  return { way: { provider: "telegram", subject: data.id, label }, name, locale: null, email: null, gaveEmail: false };
}

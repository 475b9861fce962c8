import { type acknowledged, type beginOpenIdLinkInput, DomainError, type Locale, localeSchema } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, requireStepUp, requireUser, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { openChallenge, takeIntent } from "../internal/challenges.ts";
import { displayName } from "../internal/display-name.ts";
import { attach, createPerson, linkWay, lockWay, noteUse, ownerOf, tellOfWay, type Way } from "../internal/identities.ts";
import { lockEmail, type Person, personByEmail, personById } from "../internal/people.ts";
import { changeUser } from "../internal/write-rows.ts";
import { type BrowserSession, createBrowserSession, type Origin } from "../internal/sessions.ts";

/** Claims of an id token whose signature, issuer, audience, nonce and times have been checked. */
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
/** `id` is the number the rest of Telegram knows; `sub` belongs to this one login and would make a second account. */
const telegramClaims = z.object({
  id: z.union([z.number().int().positive(), z.string().regex(/^[1-9]\d{0,15}$/)]).transform(String),
  name: text,
  preferred_username: text,
});

/** What a provider says of somebody, reduced to what we use. */
type Said = {
  way: Way;
  name: string;
  locale: Locale | null;
  /** An address the provider has proved; null for one it only repeats. */
  email: string | null;
  /** Whether the provider is the one who gives this address out: then nobody else can prove it. */
  gaveEmail: boolean;
};

/**
 * Lets a browser in by what an OpenID provider says, or links the account when the browser's session asked for that
 * (`beginOpenIdLink`) less than five minutes ago.
 *
 * - An account that is known leads to its person, whatever address it has today.
 * - One that is not known never meets a person by an address only one side has proved: an address the provider merely
 *   repeats is dropped, and somebody who registered with it and never proved it loses it with everything they left there.
 * - Two at once: the second finds what the first made.
 *
 * - Whoever has unlinked the provider is not joined to an account of it again by their address.
 *
 * Errors: PROOF_INVALID, LINK_FIRST (the address is somebody's; they have to sign in and link), IDENTITY_TAKEN, BUSY.
 */
export async function enterWithOpenId(
  ctx: Ctx,
  provider: OpenIdProviderName,
  claims: OpenIdClaims,
  from: Omit<Origin, "surface">,
): Promise<(BrowserSession & { person: Person }) | { linked: true }> {
  const said = read(provider, claims);
  return inTransaction(ctx, async (tx) => {
    if (ctx.actor.kind === "user" && (await takeIntent(tx, intentFor(provider)))) {
      const person = await personById(tx, ctx.actor.userId);
      if (!person) throw new DomainError("INVALID_TOKEN");
      await linkWay(tx, said.way, person);
      return { linked: true };
    }
    const person = await personFor(tx, said);
    const session = { ...from, surface: "web" as const, person, amr: [provider] };
    return { ...(await createBrowserSession(tx, session)), person };
  });
}

const intentFor = (provider: OpenIdProviderName) => `openid.link.${provider}`;

/**
 * Makes the next sign-in of this session at the provider link the account instead.
 * Step-up: over the provider's name; which account it will be, the provider says afterwards.
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, BUSY.
 */
export async function beginOpenIdLink(ctx: Ctx, input: z.output<typeof beginOpenIdLinkInput>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  await inTransaction(ctx, async (tx) => {
    await requireStepUp(tx, { action: "identity.link", subject: input.provider, amount: null, asset: null, destination: null });
    await openChallenge(tx, { purpose: intentFor(input.provider), subject: user.userId, payload: {} });
  });
  return { ok: true };
}

function read(provider: OpenIdProviderName, claims: OpenIdClaims): Said {
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
    // Google's own and its Workspace customers' addresses; others it has only ever sent one mail to.
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

async function personFor(tx: TxCtx, said: Said): Promise<Person> {
  const { way, email } = said;
  await lockWay(tx, way);
  const owner = await ownerOf(tx, way);
  if (owner) {
    await noteUse(tx, way);
    return owner;
  }
  const newcomer = { name: said.name, locale: said.locale ?? "fa", verifiedEmail: email };
  if (email === null) return createPerson(tx, way, newcomer);
  await lockEmail(tx, email);
  const holder = await personByEmail(tx, email);
  if (holder?.emailVerifiedAt) return joined(tx, said, holder);
  if (holder) await evict(tx, holder);
  return createPerson(tx, way, newcomer);
}

/**
 * Both sides have proved the address; that the two are one person is still only sure where the provider gave it out, and
 * wanted only where they have not taken the provider away before. Errors: LINK_FIRST.
 */
async function joined(tx: TxCtx, said: Said, holder: Person): Promise<Person> {
  const trader = holder.roles.every((role) => role === "buyer" || role === "seller");
  const unlinked = holder.unlinkedProviders.includes(said.way.provider);
  if (!said.gaveEmail || !trader || unlinked) throw new DomainError("LINK_FIRST");
  await attach(tx, said.way, holder);
  await tellOfWay(tx, "way_added", said.way, holder);
  return holder;
}

/**
 * Somebody registered with an address that turns out to be another's, and never proved it. Their password must not open
 * the owner's account, so nothing of it stays: who has no other way in is gone, who has one keeps it without the address.
 */
async function evict(tx: TxCtx, holder: Person): Promise<void> {
  const at = await now(tx);
  const others = await tx.tx.identity.count({ where: { userId: holder.id, provider: { not: "password" } } });
  const passkeys = await tx.tx.passkey.count({ where: { userId: holder.id } });
  const empty = others + passkeys === 0;
  await changeUser(tx, { id: holder.id }, { email: null, passwordHash: null, ...(empty ? { deletedAt: at } : {}) });
  await tx.tx.authChallenge.updateMany({ where: { subject: holder.id, consumedAt: null }, data: { consumedAt: at } });
  await audit(tx, { action: "auth.email.reclaimed", subjectKind: "user", subjectId: holder.id, payload: { removed: empty } });
}

import { DomainError } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, type TxCtx } from "@amanat/db";
import { takeIntent } from "../internal/challenges.ts";
import { attach, createPerson, linkWay, lockWay, noteUse, ownerOf, tellOfWay } from "../internal/identities.ts";
import { linkPurpose, type OpenIdClaims, type OpenIdProviderName, readClaims, type Said } from "../internal/open-id-claims.ts";
import { lockEmail, type Person, personByEmail, personById } from "../internal/people.ts";
import { type BrowserSession, createBrowserSession, type Origin } from "../internal/sessions.ts";
import { changeUser } from "../internal/write-rows.ts";

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
  const said = readClaims(provider, claims);
  return inTransaction(ctx, async (tx) => {
    if (ctx.actor.kind === "user" && (await takeIntent(tx, linkPurpose(provider)))) {
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

import { DomainError } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, now, type TxCtx } from "@amanat/db";
import { takeIntent } from "../internal/challenges.ts";
import { attach, createPerson, linkWay, lockWay, noteUse, ownerOf, tellOfWay } from "../internal/identities.ts";
import { linkPurpose, type OpenIdClaims, type OpenIdProviderName, readClaims, type Said } from "../internal/open-id-claims.ts";
import { lockEmail, type Person, personByEmail, personById } from "../internal/people.ts";
import { type BrowserSession, createBrowserSession, type Origin } from "../internal/sessions.ts";
import { changeUser } from "../internal/write-rows.ts";

/**
 * Signs a browser in by an OpenID account, or links the account when the browser's session asked for that (`beginOpenIdLink`) less than five
 * minutes ago.
 *
 * - A known account belongs to its person, whatever its address is today.
 * - An unknown account is never joined to a person by an address that only one side has proved. An address the provider only repeats is
 *   ignored. A person who registered the address and never proved it loses it, with everything they left there.
 * - A person who unlinked the provider is not joined to one of its accounts by address again.
 * - Two at once: the second finds what the first wrote.
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
 * Both sides have proved the address. That they are one person is certain only when the provider hands out the address itself, and wanted
 * only when the person has not unlinked the provider. Errors: LINK_FIRST.
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
 * Removes an unproved registration of an address that is another person's. Its password must not open the owner's account: without another
 * way in the registrant is deleted, otherwise they keep the account without the address.
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

import { DomainError, type Locale } from "@amanat/contracts";
import { audit, newId, now, type TxCtx } from "@amanat/db";
import { tellOwner } from "./news.ts";
import { type Person, personById } from "./people.ts";
import { changeUser, deleteIdentities, insertIdentity, insertUser } from "./write-rows.ts";
import { requireLiveSession } from "./sessions.ts";
import { wayUsed } from "./uses.ts";

/** Accounts at other providers: linked and unlinked, and never merged by e-mail alone. */
export type Provider = "google" | "telegram" | "wallet";

/** An account at a provider, just proved. */
export type Way = {
  provider: Provider;
  /** The provider's permanent id of the account: not a name, not an e-mail. */
  subject: string;
  /** What the person recognises it by. Decides nothing. */
  label: string;
};

type WayKey = Pick<Way, "provider" | "subject">;

const LONGEST_LABEL = 200;

function keyOf(tx: TxCtx, way: WayKey): { provider: string; subject: string } {
  return { provider: way.provider, subject: `${tx.actor.tenantId}:${way.subject}` };
}

/** A lock on the account: of two first visits, or two people linking it, the second finds what the first wrote. */
export async function lockWay(tx: TxCtx, way: WayKey): Promise<void> {
  const { provider, subject } = keyOf(tx, way);
  const key = `auth:identity:${provider}:${subject}`;
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

/**
 * The person this account belongs to; null when it is nobody's yet. Under `lockWay`.
 * Errors: PROOF_INVALID (the person no longer exists).
 */
export async function ownerOf(tx: TxCtx, way: Way): Promise<Person | null> {
  const row = await tx.tx.identity.findUnique({ where: { provider_subject: keyOf(tx, way) } });
  if (!row) return null;
  const person = await personById(tx, row.userId);
  if (!person) throw new DomainError("PROOF_INVALID");
  return person;
}

/** Notes that an account was used, and its current label. */
export async function noteUse(tx: TxCtx, way: Way): Promise<void> {
  await wayUsed(tx, keyOf(tx, way), { at: await now(tx), label: way.label.slice(0, LONGEST_LABEL) });
}

/** Links the account to this person. Under `lockWay`, after `ownerOf` found nobody. */
export async function attach(tx: TxCtx, way: Way, person: { id: string }): Promise<void> {
  const at = await now(tx);
  const label = way.label.slice(0, LONGEST_LABEL);
  await insertIdentity(tx, { ...keyOf(tx, way), userId: person.id, label, createdAt: at, lastUsedAt: at });
  await audit(tx, { action: "auth.identity.linked", subjectKind: "user", subjectId: person.id, payload: { provider: way.provider } });
}

/**
 * Unlinks the account from its person, who from now on has to link that provider by hand: no address links it automatically any more.
 * Returns false when it was not theirs. Under `lockWay`.
 */
export async function detach(tx: TxCtx, way: WayKey, personId: string): Promise<boolean> {
  if ((await deleteIdentities(tx, { ...keyOf(tx, way), userId: personId })) === 0) return false;
  const notYet = { id: personId, NOT: { unlinkedProviders: { has: way.provider } } };
  await changeUser(tx, notYet, { unlinkedProviders: { push: way.provider } });
  await audit(tx, { action: "auth.identity.unlinked", subjectKind: "user", subjectId: personId, payload: { provider: way.provider } });
  return true;
}

/** What a provider says about a new person. The address only if the provider proved it. */
export type Newcomer = { name: string; locale: Locale; verifiedEmail: string | null };

/** Creates a person whose only way in is this account. */
export async function createPerson(tx: TxCtx, way: Way, newcomer: Newcomer): Promise<Person> {
  const at = await now(tx);
  const person = await insertUser(tx, {
    id: newId(),
    tenantId: tx.actor.tenantId,
    email: newcomer.verifiedEmail,
    emailVerifiedAt: newcomer.verifiedEmail === null ? null : at,
    name: newcomer.name,
    locale: newcomer.locale,
    roles: ["buyer", "seller"],
    createdAt: at,
  });
  await audit(tx, {
    action: "auth.user.registered",
    subjectKind: "user",
    subjectId: person.id,
    payload: { locale: newcomer.locale, by: way.provider },
  });
  await attach(tx, way, person);
  return person;
}

/** The person of an account; a new one, without an address, when it has none. */
export async function ownerOrNewcomer(tx: TxCtx, way: Way, newcomer: Omit<Newcomer, "verifiedEmail">): Promise<Person> {
  await lockWay(tx, way);
  const owner = await ownerOf(tx, way);
  if (!owner) return createPerson(tx, way, { ...newcomer, verifiedEmail: null });
  await noteUse(tx, way);
  return owner;
}

/**
 * Links an account to a person who has just proved both, if their session is still alive. Linking a linked account changes nothing. Returns
 * whether it was linked. Errors: IDENTITY_TAKEN, INVALID_TOKEN.
 */
export async function linkWay(tx: TxCtx, way: Way, person: Person): Promise<boolean> {
  // The account is locked before the person, as signing in and unlinking do.
  await lockWay(tx, way);
  await requireLiveSession(tx);
  if (await requireNobodyElses(tx, way, person.id)) return false;
  await attach(tx, way, person);
  await tellOfWay(tx, "way_added", way, person);
  return true;
}

/** True when the account is this person's already. Reliable only under `lockWay`. Errors: IDENTITY_TAKEN. */
export async function requireNobodyElses(tx: TxCtx, way: Way, personId: string): Promise<boolean> {
  const owner = await ownerOf(tx, way);
  if (owner && owner.id !== personId) throw new DomainError("IDENTITY_TAKEN");
  return owner !== null;
}

const PROVIDER_NAMES: Readonly<Record<Provider, string>> = { google: "Google", telegram: "Telegram", wallet: "Wallet" };

/** Tells whose account it is. */
export const tellOfWay = (
  tx: TxCtx,
  what: "way_added" | "way_removed",
  { provider }: Pick<Way, "provider">,
  person: Person,
): Promise<void> => tellOwner(tx, person.id, what, PROVIDER_NAMES[provider]);

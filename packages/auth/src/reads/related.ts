import { type Ctx, now, reader } from "@amanat/db";
import { subjectOf } from "../internal/people.ts";

/** The evidence that joins two accounts. Each is one row of RELATIONS. */
export type RelationKind = "mailbox" | "device" | "wallet";
export type Related = { people: readonly [string, string]; by: RelationKind };

/** Keys of a person: two people who share one are taken for one person. */
type Keys = Map<string, Set<string>>;
type Asked = { ids: readonly string[]; wallets: ReadonlyMap<string, readonly string[]> };

const DEVICE_DAYS = 90;
/** Addresses that everybody may share. */
const LOOPBACK = new Set(["", "127.0.0.1", "::1", "::ffff:127.0.0.1"]);
/** Mail providers that ignore dots in names, and their other domains. */
const DOTLESS: Readonly<Record<string, string>> = { "gmail.com": "gmail.com", "googlemail.com": "gmail.com" };

/** The mailbox of an address: without its tag, and without dots where the provider ignores them. */
export function mailboxOf(email: string): string {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1).toLowerCase();
  const [local = ""] = email.slice(0, at).toLowerCase().split("+");
  const known = DOTLESS[domain];
  return known === undefined ? `${local}@${domain}` : `${local.replaceAll(".", "")}@${known}`;
}

function add(keys: Keys, id: string, key: string): void {
  keys.set(id, (keys.get(id) ?? new Set()).add(key));
}

const RELATIONS: Readonly<Record<RelationKind, (ctx: Ctx, asked: Asked) => Promise<Keys>>> = {
  async mailbox(ctx, { ids }) {
    const keys: Keys = new Map();
    const rows = await reader(ctx).user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, email: true } });
    for (const { id, email } of rows) if (email !== null) add(keys, id, mailboxOf(email));
    return keys;
  },
  /** The same browser at the same place, or the same Telegram account on one phone. */
  async device(ctx, { ids }) {
    const keys: Keys = new Map();
    const since = new Date((await now(ctx)).getTime() - DEVICE_DAYS * 86_400_000);
    const sessions = await reader(ctx).session.findMany({
      where: { userId: { in: [...ids] }, lastSeenAt: { gt: since } },
      select: { id: true, userId: true, address: true, userAgent: true },
      orderBy: { lastSeenAt: "desc" },
      take: 500,
    });
    for (const { userId, address, userAgent } of sessions)
      if (!LOOPBACK.has(address) && userAgent !== "") add(keys, userId, `${address} ${userAgent}`);
    const owner = new Map(sessions.map(({ id, userId }) => [id, userId]));
    const launches = await reader(ctx).telegramLaunch.findMany({
      where: { sessionId: { in: [...owner.keys()] } },
      select: { sessionId: true, deviceHash: true },
    });
    for (const { sessionId, deviceHash } of launches) add(keys, owner.get(sessionId) ?? "", Buffer.from(deviceHash).toString("hex"));
    return keys;
  },
  /** Wallets the person signs in with, and addresses their money goes to. */
  async wallet(ctx, { ids, wallets }) {
    const keys: Keys = new Map();
    for (const [id, addresses] of wallets) for (const address of addresses) add(keys, id, address.toLowerCase());
    const rows = await reader(ctx).identity.findMany({ where: { userId: { in: [...ids] }, provider: "wallet" } });
    for (const row of rows) add(keys, row.userId, subjectOf(row).toLowerCase());
    return keys;
  },
};

/** Which of these people are likely one person. `wallets`: addresses others know to be theirs. Only for our own verbs. */
export async function relatedPeople(ctx: Ctx, ids: readonly string[], wallets: ReadonlyMap<string, readonly string[]>): Promise<Related[]> {
  const people = [...new Set(ids)];
  const found: Related[] = [];
  for (const [by, keysOf] of Object.entries(RELATIONS) as [RelationKind, (typeof RELATIONS)[RelationKind]][]) {
    const keys = await keysOf(ctx, { ids: people, wallets });
    for (const [index, one] of people.entries())
      for (const other of people.slice(index + 1))
        if ([...(keys.get(one) ?? [])].some((key) => keys.get(other)?.has(key) === true)) found.push({ people: [one, other], by });
  }
  return found;
}

import { createHash } from "node:crypto";
import { DomainError, type UserActor } from "@amanat/contracts";
import { type Database, decodeCursor, encodeCursor } from "@amanat/db";
import * as z from "zod";
import { isAfter, type Place, placeFrom, placeText } from "./place.ts";

/**
 * The signed part of a cursor, bound to the person and to the past of this database. It is made when a stream opens or its deals change; the
 * place behind it goes on unsigned. Above the floor, changing that repeats or skips one's own news and nothing else.
 */
export type Token = {
  /** Where the first of these streams began: nothing before it is asked for. */
  readonly floor: Place;
  /** The deals whose past the reader has been told, or whose past was before the floor. */
  readonly deals: ReadonlySet<string>;
};

/** How far a reader has come. */
export type Reached = {
  readonly token: Token;
  readonly place: Place;
  /** While the past of a new deal is told: the number of its last event told. */
  readonly told: bigint;
};

const values = z.tuple([z.string().regex(/^[0-9a-f]{1,16}$/), z.string().regex(/^[0-9a-f]{1,16}$/), z.string()]);
const FORM = /^([\w-]+\.[\w-]+)\.([0-9a-f]{1,16})\.([0-9a-f]{1,16})(?:\.([0-9a-f]{1,16}))?$/;
/** Bytes by which a token knows a deal again: one person follows 64 at most. */
const MARK = 4;

const tag = (user: UserActor, timeline: string): string => `events:${user.tenantId}:${user.userId}:${timeline}`;

/** A deal as tokens name it. */
export function markOf(channel: string): string {
  return createHash("sha256").update(channel).digest().subarray(0, MARK).toString("hex");
}

/** Channels whose past belongs to who comes to them later. */
export const hasPast = (channel: string): boolean => channel.startsWith("deal:");

/** Most streams share it. */
const NONE: ReadonlySet<string> = new Set();

/** The deals among these channels, as tokens name them. */
export function marksOf(channels: readonly string[]): ReadonlySet<string> {
  const deals = channels.filter(hasPast);
  return deals.length === 0 ? NONE : new Set(deals.map(markOf));
}

export function tokenText(db: Database, user: UserActor, timeline: string, { floor, deals }: Token): string {
  const named = Buffer.from([...deals].join(""), "hex").toString("base64url");
  return encodeCursor(db.cursorSecret, tag(user, timeline), [floor.stamp.toString(16), floor.seq.toString(16), named]);
}

export const cursorText = (token: string, place: Place): string => `${token}.${placeText(place)}`;

/** Errors: INVALID_CURSOR for what was not signed for this person in this past, or lies before its floor. */
export function reachedFrom(db: Database, user: UserActor, timeline: string, cursor: string): Reached {
  const [, token = "", stamp = "", seq = "", told = "0"] = FORM.exec(cursor) ?? [];
  const parsed = values.safeParse(decodeCursor(db.cursorSecret, tag(user, timeline), token));
  if (!parsed.success) throw new DomainError("INVALID_CURSOR");
  const floor = placeFrom(parsed.data[0], parsed.data[1]);
  const place = placeFrom(stamp, seq);
  if (isAfter(floor, place)) throw new DomainError("INVALID_CURSOR");
  const named = Buffer.from(parsed.data[2], "base64url").toString("hex").match(/.{8}/g);
  return { token: { floor, deals: named === null ? NONE : new Set(named) }, place, told: BigInt(`0x${told}`) };
}

import { DomainError, type UserActor } from "@amanat/contracts";
import { type Database, decodeCursor, encodeCursor } from "@amanat/db";
import * as z from "zod";

/** How far a reader has come in each channel, and the last events it got. */
export type Position = { after: Map<string, bigint>; seen: string[] };

/** An event is stored once per channel, and a reader of several gets it once. This many are remembered in a cursor… */
const SEEN_IN_CURSOR = 12;
/** …and this many while the stream is open. */
const SEEN_IN_MEMORY = 512;

const values = z.tuple([z.array(z.tuple([z.string(), z.string().regex(/^\d{1,19}$/)])), z.array(z.string())]);

function tag(user: UserActor): string {
  return `events:${user.tenantId}:${user.userId}`;
}

/** Channels name uuids; 22 characters carry one instead of 36, which keeps cursors short. */
function shorten(channel: string): string {
  return channel.replace(
    /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    (uuid) => `=${Buffer.from(uuid.replaceAll("-", ""), "hex").toString("base64url")}`,
  );
}

function lengthen(short: string): string {
  return short.replace(/=([\w-]{22})$/, (_, body: string) => {
    const hex = Buffer.from(body, "base64url").toString("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  });
}

/** The signed position to resume from, bound to the person. */
export function cursorOf(db: Database, user: UserActor, position: Position): string {
  const after = [...position.after].map(([channel, seq]) => [shorten(channel), seq.toString()]);
  return encodeCursor(db.cursorSecret, tag(user), [after, position.seen.slice(-SEEN_IN_CURSOR)]);
}

/** Errors: INVALID_CURSOR for anything this server did not sign for this person. */
export function positionOf(db: Database, user: UserActor, cursor: string): Position {
  const parsed = values.safeParse(decodeCursor(db.cursorSecret, tag(user), cursor));
  if (!parsed.success) throw new DomainError("INVALID_CURSOR");
  const [after, seen] = parsed.data;
  return { after: new Map(after.map(([channel, seq]) => [lengthen(channel), BigInt(seq)])), seen };
}

/** False when the reader got this event through another channel already. */
export function firstTime(position: Position, key: string): boolean {
  if (position.seen.includes(key)) return false;
  position.seen.push(key);
  if (position.seen.length > SEEN_IN_MEMORY) position.seen.splice(0, position.seen.length - SEEN_IN_MEMORY);
  return true;
}

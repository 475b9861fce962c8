import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@amanat/db";
import type { Listener, Listeners } from "./listeners.ts";
import { type News, PAGE_SIZE, readPage, readPast } from "./log.ts";
import { isAfter } from "./place.ts";
import { sign, type Standing } from "./standing.ts";
import type { Tail } from "./tail.ts";
import { tellPast, tellRead } from "./tell.ts";

/** A reader that catches up is given more when it owes less than this. */
const FEW_OWED = 64 * 1024;
/** After a wait this long its standing is asked anew. */
const STALL_MS = 2_000;
/** A reader that takes nothing for this long is cut off. */
const PATIENCE_MS = 30_000;

export type Behind = { db: Database; listeners: Listeners; tail: Tail; standing: Standing };

/** Crowds say nothing about what somebody may read; everything else may. */
export const saysStanding = (channel: string): boolean => channel !== "market" && !channel.startsWith("role:");

/**
 * Reads for one stream what it has missed, until it is level with everybody else and is told with them. Its person's standing is asked anew
 * before every further page and after every stall: nothing written after the session's end is handed out.
 */
export async function catchUp(behind: Behind, listener: Listener): Promise<void> {
  const { listeners, tail, standing } = behind;
  let unsure = false;
  while (listener.state === "behind") {
    if (await stalled(listener)) unsure = true;
    if (unsure) await standing.check([listener]);
    unsure = false;
    if (listener.state !== "behind") return;
    if (listener.fresh.length > 0) {
      unsure = await tellFresh(behind, listener);
      continue;
    }
    if (!isAfter(tail.position, listener.place)) {
      listener.index = tail.index;
      listener.ahead = isAfter(listener.place, tail.position);
      listener.state = "live";
      return listeners.follow(listener);
    }
    unsure = await tellMissed(behind, listener);
  }
}

/** Waits until the reader has taken what it was given. True when that took long. */
async function stalled(listener: Listener): Promise<boolean> {
  if (listener.sink.owed <= FEW_OWED) return false;
  const since = Date.now();
  const impatience = new AbortController();
  await Promise.race([listener.sink.drained(), sleep(PATIENCE_MS, undefined, { signal: impatience.signal }).catch(() => undefined)]);
  impatience.abort();
  if (listener.sink.owed > FEW_OWED && Date.now() - since >= PATIENCE_MS) throw new Error("the reader takes nothing");
  return Date.now() - since > STALL_MS;
}

/** One page of what happened. True when its person's standing may have changed by then. */
async function tellMissed({ db, tail }: Behind, listener: Listener): Promise<boolean> {
  const upTo = tail.position;
  const kept = tail.since(listener.place);
  const mine = kept?.filter(({ channels }) => channels.some((channel) => listener.channels.includes(channel)));
  const page: readonly Omit<News, "index">[] = mine ?? (await readPage(db, listener.channels, listener.place, upTo));
  if (listener.state !== "behind") return false;
  tellRead(listener, page);
  const more = mine === undefined && page.length >= PAGE_SIZE;
  if (!more) listener.place = upTo;
  return more || page.some(({ channels }) => channels.some(saysStanding));
}

/** One page of the past of deals that are new to the reader. True when there may be more. */
async function tellFresh({ db, tail }: Behind, listener: Listener): Promise<boolean> {
  const { fresh, told, place, token } = listener;
  const had = listener.channels.filter((channel) => !fresh.includes(channel));
  const page = await readPast(db, fresh, { told, upTo: place, had, floor: token.floor });
  if (listener.state !== "behind") return false;
  tellPast(listener, page);
  if (page.length >= PAGE_SIZE) return true;
  listener.fresh = listener.fresh.filter((channel) => !fresh.includes(channel));
  sign(db, tail, listener);
  return false;
}

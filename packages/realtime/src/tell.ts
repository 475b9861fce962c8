import { setImmediate as othersTurn } from "node:timers/promises";
import type { Listener, Listeners } from "./listeners.ts";
import type { News } from "./log.ts";
import { isAfter, placeText } from "./place.ts";

/** More unsent bytes than this and the reader is cut off: it comes back and goes on where it was. */
const MOST_OWED = 256 * 1024;
/** Writes after which others get their turn: 5,000 at once would block the process for a tenth of a second. */
const PER_TURN = 500;

/** News in the same channels, one after the other, are one write for each reader. */
function* runs(batch: readonly News[]): Generator<readonly [News, ...News[]]> {
  let run: [News, ...News[]] | null = null;
  for (const news of batch) {
    if (run !== null && run[0].channels.join() === news.channels.join()) run.push(news);
    else {
      if (run !== null) yield run;
      run = [news];
    }
  }
  if (run !== null) yield run;
}

function writeTo(listeners: Listeners, listener: Listener, run: readonly News[]): void {
  let text = "";
  for (const news of run) {
    if (news.index <= listener.index || (listener.ahead && !isAfter(news.place, listener.place))) continue;
    listener.ahead = false;
    text += listener.prefix + news.rest;
    listener.index = news.index;
    listener.place = news.place;
  }
  if (text === "") return;
  listener.wroteAt = Date.now();
  listener.sink.write(text);
  if (listener.sink.owed > MOST_OWED) listeners.end(listener, null);
}

/** Tells a batch to all who follow its channels, except those that are held. */
export async function tellAll(listeners: Listeners, batch: readonly News[]): Promise<void> {
  let count = 0;
  for (const run of runs(batch)) {
    for (const channel of run[0].channels) {
      for (const listener of listeners.following(channel)) {
        if (listener.state !== "live") continue;
        writeTo(listeners, listener, run);
        if (++count % PER_TURN === 0) await othersTurn();
      }
    }
  }
}

/** Tells one reader what it may have of a batch. */
export function tellOne(listeners: Listeners, listener: Listener, batch: readonly News[]): void {
  const mine = batch.filter(({ channels }) => channels.some((channel) => listener.channels.includes(channel)));
  writeTo(listeners, listener, mine);
}

/** Tells one reader events that were read for it alone. They are behind it afterwards. */
export function tellRead(listener: Listener, events: readonly Omit<News, "index">[]): void {
  const last = events.at(-1);
  if (last === undefined) return;
  listener.sink.write(events.map(({ rest }) => listener.prefix + rest).join(""));
  listener.place = last.place;
  listener.wroteAt = Date.now();
}

/** Tells one reader the past of deals that are new to it. The place stands still meanwhile; a number says how much of the past is told. */
export function tellPast(listener: Listener, events: readonly Omit<News, "index">[]): void {
  const at = `${listener.prefix}.${placeText(listener.place)}`;
  listener.sink.write(events.map(({ place, data }) => `${at}.${place.seq.toString(16)}\n${data}`).join(""));
  listener.told = events.at(-1)?.place.seq ?? listener.told;
  listener.wroteAt = Date.now();
}

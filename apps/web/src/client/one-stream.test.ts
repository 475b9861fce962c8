import { CHANNELS } from "@amanat/contexts";
import { publicId, type UserActor } from "@amanat/contracts";
import { appendEvents, inTransaction, newId } from "@amanat/db";
import { openRealtime, type Realtime, streamFor } from "@amanat/realtime";
import type { StreamItem } from "@amanat/sdk";
import { cast, type Person, useDatabase } from "@amanat/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { joinStream } from "./one-stream.ts";

const test = useDatabase();
let realtime: Realtime;
/** Each test has a person of its own: tabs of different people share nothing. */
let person: Person;
const ends: (() => void)[] = [];

beforeAll(() => {
  realtime = openRealtime(test.db, CHANNELS, { pollMs: 50 });
});
beforeEach(async () => {
  person = (await cast(test.db)).buyer;
  // Of a page the stream needs to know whether it is looked at. Locks and channels between tabs are Node's.
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
afterAll(() => realtime.close());

/** So many things happen to the person in one transaction; their names. */
async function happen(count = 1): Promise<string[]> {
  const ids = Array.from({ length: count }, newId);
  const events = ids.map((subjectId) => ({
    type: "request.created.v1" as const,
    subjectId,
    payload: { requestId: publicId("request", subjectId) },
    channels: [`user:${person.id}`],
    actorRole: "buyer" as const,
  }));
  const ctx = (await cast(test.db)).system();
  await inTransaction(ctx, (tx) => appendEvents(tx, events));
  return events.map(({ payload }) => payload.requestId);
}

/** A page as the server writes it now. Its program comes later. */
const written = () => realtime.cursorNow(person().actor as UserActor);

async function* stream(lastEventId: string, signal: AbortSignal): AsyncIterable<StreamItem> {
  for await (const [id, event] of streamFor(person(), { realtime, lastEventId, signal })) yield { id, event };
}

/** The program of a tab begins. */
function join(cursor: string) {
  const heard: string[] = [];
  const tab = { heard, gaps: 0, signals: [] as string[], stop: new AbortController() };
  ends.push(() => tab.stop.abort());
  joinStream(
    {
      person: person.id,
      cursor,
      open: stream,
      onItem: ({ event }) => heard.push((event.data as { requestId: string }).requestId),
      onSignal: (signal) => tab.signals.push(signal.signal),
      onGap: () => (tab.gaps += 1),
      onLost: () => undefined,
      onRefused: () => undefined,
    },
    tab.stop.signal,
  );
  return tab;
}

type Tab = ReturnType<typeof join>;
const hears = (tab: Tab, names: readonly string[]) => vi.waitFor(() => expect(tab.heard).toEqual(names), { timeout: 10_000 });

/** Holds the lock and the channel of a leading tab. The test decides what it says. */
async function playLeader() {
  const name = `amanat.news.${person.id}`;
  const channel = new BroadcastChannel(name);
  const heard: { say: string; tab: string }[] = [];
  channel.onmessage = ({ data }: MessageEvent<{ say: string; tab: string }>) => heard.push(data);
  const gone = Promise.withResolvers<void>();
  const leave = () => {
    channel.close();
    gone.resolve();
  };
  ends.push(leave);
  await new Promise<void>((granted) => void navigator.locks.request(name, () => (granted(), gone.promise)));
  const here = () =>
    vi.waitFor(() => {
      const said = heard.find(({ say }) => say === "here");
      if (said === undefined) throw new Error("nobody came");
      return said;
    });
  return { say: (said: unknown) => channel.postMessage(said), here, leave };
}

it("tells a tab that joins late what was told since its page was written, once, in order, and nothing older", async () => {
  const first = join(await written());
  const old = await happen();
  await hears(first, old);
  const [one, two] = [await written(), await written()];
  const missed = await happen(2);
  await hears(first, [...old, ...missed]);
  const three = await written();
  const last = await happen();
  await hears(first, [...old, ...missed, ...last]);

  const tabs = [one, two, three].map(join);
  const [a, b, c] = tabs as [Tab, Tab, Tab];
  await Promise.all([hears(a, [...missed, ...last]), hears(b, [...missed, ...last]), hears(c, last)]);
  const next = await happen();
  await Promise.all([hears(a, [...missed, ...last, ...next]), hears(b, [...missed, ...last, ...next]), hears(c, [...last, ...next])]);
  expect(first.heard).toEqual([...old, ...missed, ...last, ...next]);
  expect([first, ...tabs].map(({ gaps }) => gaps)).toEqual([0, 0, 0, 0]);
});

it("hands on what is told beside events, and waits for none of it", async () => {
  const leader = await playLeader();
  const tab = join(await written());
  await leader.here();
  leader.say({ say: "signal", signal: { signal: "chat.typing", conversationId: "conv_1", by: "buyer" } });
  await vi.waitFor(() => expect(tab.signals).toEqual(["chat.typing"]), { timeout: 10_000 });
  expect([tab.heard, tab.gaps]).toEqual([[], 0]);
});

it("loses nothing of what is told while a tab joins", async () => {
  const first = join(await written());
  const cursor = await written();
  const all: string[] = [];
  const tabs: Tab[] = [];
  for (let count = 0; count < 8; count += 1) {
    const happening = happen();
    tabs.push(join(cursor));
    all.push(...(await happening));
  }
  await hears(first, all);
  await Promise.all(tabs.map((tab) => hears(tab, all)));
});

it("takes an event told before the answer in its place", async () => {
  const leader = await playLeader();
  const cursor = await written();
  const items: StreamItem[] = [];
  const tab = join(cursor);
  const { tab: id } = await leader.here();
  const names = await happen(2);
  for await (const item of stream(cursor, new AbortController().signal)) if (items.push(item) === 2) break;
  leader.say({ say: "event", item: items[1] });
  leader.say({ say: "kept", tab: id, since: 0n, items });
  await hears(tab, names);
  expect(tab.gaps).toBe(0);
});

it("tells what was missed even where the tab that leads goes without an answer, and the next one had told nothing yet", async () => {
  const leader = await playLeader();
  const cursor = await written();
  const next = join(cursor);
  await leader.here();
  const missed = await happen();
  const late = join(cursor);
  leader.leave();
  await Promise.all([hears(next, missed), hears(late, missed)]);
  const now = await happen();
  await Promise.all([hears(next, [...missed, ...now]), hears(late, [...missed, ...now])]);
  expect(late.gaps).toBe(0);
});

it("asks for the page anew, once, where more has happened since than tabs keep", async () => {
  const first = join(await written());
  const cursor = await written();
  const missed = await happen(130);
  await hears(first, missed);
  const late = join(cursor);
  await hears(late, missed.slice(30));
  expect(late.gaps).toBe(1);
  const next = await happen();
  await hears(late, [...missed.slice(30), ...next]);

  // It leads now, and knows that it has not all of it either.
  first.stop.abort();
  const later = join(cursor);
  await vi.waitFor(() => expect(later.gaps).toBe(1), { timeout: 10_000 });
  await hears(later, [...missed.slice(31), ...next]);
});

it("asks for the page anew, once, where the tab that leads is of a program that does not answer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const leader = await playLeader();
  const cursor = await written();
  const [missed] = await happen();
  const tab = join(cursor);
  await leader.here();
  leader.say({ say: "me" });
  await vi.advanceTimersByTimeAsync(9_000);
  expect(tab).toMatchObject({ heard: [], gaps: 1 });

  const [told] = await happen();
  for await (const item of stream(cursor, new AbortController().signal)) {
    if ((item.event.data as { requestId: string }).requestId === missed) continue;
    leader.say({ say: "event", item });
    break;
  }
  await hears(tab, [told ?? ""]);
  // The new leader never received those events, so the late tab refetches.
  const late = join(cursor);
  leader.leave();
  await vi.waitFor(() => expect(late.gaps).toBe(1));
});

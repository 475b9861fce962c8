import { publicId, type StreamedSignal } from "@amanat/contracts";
import { CHANNELS } from "@amanat/contexts";
import { type Database, newId, openDatabase } from "@amanat/db";
import { type Cast, cast, type Person, useDatabase } from "@amanat/testing";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { openRealtime, type Realtime } from "./index.ts";

const house = useDatabase();
let people: Cast;
let processes: { db: Database; realtime: Realtime }[];
const leaving: (() => void)[] = [];

beforeAll(async () => {
  people = await cast(house.db);
  const open = (name: string) =>
    openDatabase({ url: house.urls.app, applicationName: name, poolSize: 3, listen: true, cursorSecret: "one" });
  const dbs = await Promise.all([open("web one"), open("web two")]);
  processes = dbs.map((db) => ({ db, realtime: openRealtime(db, CHANNELS, { pollMs: 50 }) }));
});
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});
afterAll(async () => {
  for (const { db, realtime } of processes) {
    realtime.close();
    await db.close();
  }
});

/** The signals a stream in one of the processes is told, and what it is told besides. */
async function stream(process: number, person: Person, owed = 0) {
  const { actor } = person();
  const { realtime } = processes[process] ?? expect.fail();
  const told: StreamedSignal[] = [];
  const blocks: string[] = [];
  const opened = await realtime.open(actor.kind === "user" ? actor : expect.fail(), null);
  const sink = {
    write(bytes: string) {
      for (const block of bytes.split("\n\n").filter(Boolean)) {
        if (block.startsWith('data: {"signal"')) told.push(JSON.parse(block.slice("data: ".length)) as StreamedSignal);
        else blocks.push(block);
      }
    },
    owed,
    drained: () => Promise.resolve(),
    end: () => undefined,
  };
  leaving.push(opened.begin(sink));
  await vi.waitFor(() => expect(blocks.length).toBeGreaterThan(0));
  return { told, blocks };
}

const typing = (): StreamedSignal => ({ signal: "chat.typing", conversationId: publicId("conversation", newId()), by: "seller" });
const dbOf = (process: number): Database => (processes[process] ?? expect.fail()).db;
/** A listening connection takes a moment: it is said until it is heard. */
const heardOnce = (say: () => void, told: readonly unknown[], before = 0) =>
  vi.waitFor(() => {
    say();
    expect(told.length).toBeGreaterThan(before);
  });

test("a signal reaches its people in every process, nobody else, and moves no cursor", async () => {
  const [here, there, other] = [await stream(0, people.buyer), await stream(1, people.buyer), await stream(1, people.seller)];
  const data = typing();
  await heardOnce(() => dbOf(0).signal({ to: [people.buyer.id], data }), there.told);
  expect(here.told).toContainEqual(data);
  expect(there.told).toContainEqual(data);
  expect(other.told).toEqual([]);
  const rows = await house.db.prisma.event.count({ where: { subjectId: data.conversationId.slice(5) } });
  expect(rows).toBe(0);
});

test("whether somebody is here is answered by the process where they are, and by none where they are not", async () => {
  const asker = await stream(0, people.buyer);
  const ask = (whenHere: string): StreamedSignal => {
    const data: StreamedSignal = { ...typing(), signal: "chat.present" };
    dbOf(0).signal({ to: [people.buyer.id], whenHere, data });
    return data;
  };
  await stream(1, people.seller);
  const unanswered = [ask(people.stranger.id)];
  await heardOnce(() => void ask(people.seller.id), asker.told);
  leaving.pop()?.();
  unanswered.push(ask(people.seller.id), ask(people.stranger.id));
  // What is said later by the same process comes later.
  const last = typing();
  await vi.waitFor(() => {
    dbOf(0).signal({ to: [people.seller.id], data: typing() });
    dbOf(1).signal({ to: [people.buyer.id], data: last });
    expect(asker.told).toContainEqual(last);
  });
  for (const data of unanswered) expect(asker.told).not.toContainEqual(data);
});

test("a reader that is behind is told none, and one too large for a message is dropped", async () => {
  const slow = await stream(0, people.buyer, 100_000);
  const quick = await stream(0, people.seller);
  dbOf(0).signal({ to: [people.buyer.id, people.seller.id], data: typing() });
  expect([slow.told.length, quick.told.length]).toEqual([0, 1]);
  const many = Array.from({ length: 1_000 }, () => newId());
  dbOf(1).signal({ to: [...many, people.seller.id], data: typing() });
  await heardOnce(() => dbOf(1).signal({ to: [people.seller.id], data: typing() }), quick.told, 1);
  expect(slow.told).toEqual([]);
});

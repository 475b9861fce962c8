import { expect, test } from "vitest";
import { nextAt, readUnsent, type Store, type Unsent } from "./outbox.ts";
import { Sender, type SenderParts, type Written } from "./sender.ts";

/** What a browser keeps, shared by its tabs. */
function storage(): Store {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}

const written = (clientId: string, conversationId = "conv_1"): Written => ({
  clientId,
  conversationId,
  text: `text ${clientId}`,
  replyTo: null,
  fileIds: [],
});

/** A tab at this storage. Locks are the machine's own. */
function tab(store: Store, parts: Partial<SenderParts> = {}) {
  return new Sender({
    person: "usr_1",
    store,
    alone: (name, work) => navigator.locks.request(name, work),
    reached: () => Promise.resolve(),
    send: () => Promise.resolve(),
    meaningOf: () => ({ wait: 0 }),
    pause: () => Promise.resolve(),
    now: () => Date.parse("2026-11-30T10:00:00.000Z"),
    ...parts,
  });
}

const empty = (store: Store) => expect.poll(() => readUnsent(store, "usr_1")).toEqual([]);

test("five texts offline, net back: five, in order", async () => {
  const store = storage();
  let back = () => {};
  const net = new Promise<void>((resolve) => {
    back = resolve;
  });
  const sent: string[] = [];
  const sender = tab(store, {
    reached: () => net,
    send: async ({ clientId }) => void sent.push(clientId),
  });
  for (const id of ["a", "b", "c", "d", "e"]) expect(sender.enqueue(written(id))).toBe(true);
  expect(readUnsent(store, "usr_1").map(({ clientId }) => clientId)).toEqual(["a", "b", "c", "d", "e"]);
  back();
  await empty(store);
  expect(sent).toEqual(["a", "b", "c", "d", "e"]);
});

test("answer lost, resend after reload: the same id again, and then never", async () => {
  const store = storage();
  const stored = new Map<string, Unsent>();
  const first = tab(store, {
    send: async (one) => {
      stored.set(one.clientId, one);
      throw new Error("The answer was lost.");
    },
    meaningOf: () => ({ stop: true }),
  });
  first.enqueue(written("a"));
  await expect.poll(() => stored.size).toBe(1);
  const asked: string[] = [];
  tab(store, { send: async ({ clientId }) => void asked.push(clientId) });
  await empty(store);
  expect(asked).toEqual(["a"]);
});

test("two tabs, one draft: one send at a time, under one id", async () => {
  const store = storage();
  let under = 0;
  let most = 0;
  const sent: string[] = [];
  const send = async ({ clientId }: Unsent) => {
    under += 1;
    most = Math.max(most, under);
    await Promise.resolve();
    sent.push(clientId);
    under -= 1;
  };
  const [one, other] = [tab(store, { send }), tab(store, { send })];
  one.enqueue(written("a"));
  other.enqueue(written("a"));
  other.enqueue(written("b"));
  await empty(store);
  expect(most).toBe(1);
  expect([...new Set(sent)]).toEqual(["a", "b"]);
});

test("flood: limited, the text kept and sent once the time is over", async () => {
  const store = storage();
  let limited = true;
  const sent: string[] = [];
  let over = () => {};
  const sender = tab(store, {
    send: async ({ clientId }) => {
      if (limited) throw new Error("RATE_LIMITED");
      sent.push(clientId);
    },
    meaningOf: () => ({ wait: 5_000 }),
    pause: () =>
      new Promise((resolve) => {
        over = resolve;
      }),
  });
  sender.enqueue(written("a"));
  await expect.poll(() => sender.waitsUntil("conv_1")).not.toBeNull();
  expect(sender.unsent().map(({ text }) => text)).toEqual(["text a"]);
  limited = false;
  over();
  await empty(store);
  expect(sent).toEqual(["a"]);
});

test("what the server refuses is kept with its reason, and the next one goes on", async () => {
  const store = storage();
  const sent: string[] = [];
  let closed = true;
  const sender = tab(store, {
    send: async ({ clientId }) => {
      if (clientId === "a" && closed) throw new Error("closed");
      sent.push(clientId);
    },
    meaningOf: () => ({ refused: "CONFLICT" }),
  });
  sender.enqueue(written("a"));
  sender.enqueue(written("b"));
  await expect.poll(() => sent).toEqual(["b"]);
  expect(sender.unsent()).toMatchObject([{ clientId: "a", refused: "CONFLICT" }]);
  closed = false;
  sender.again("a");
  await empty(store);
  expect(sent).toEqual(["b", "a"]);
});

test("one's texts are nobody else's at the same device, and are in order also when its clock goes back", () => {
  const store = storage();
  const waits = { reached: () => new Promise<void>(() => {}) };
  const late = tab(store, { ...waits, person: "usr_2", now: () => Date.parse("2026-11-30T12:00:00.000Z") });
  late.enqueue(written("c"));
  const early = tab(store, { ...waits, person: "usr_2" });
  early.enqueue(written("a"));
  expect(readUnsent(store, "usr_2").map(({ clientId }) => clientId)).toEqual(["c", "a"]);
  expect(readUnsent(store, "usr_1")).toEqual([]);
  expect(nextAt([], 0)).toBe("1970-01-01T00:00:00.000Z");
});

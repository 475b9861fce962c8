import type { ChatMessage, ChatPage } from "@amanat/contracts";
import { expect, test } from "vitest";
import { type Ask, Reading } from "./reading.ts";
import { isAtEnd } from "./stretch.ts";

const message = (seq: number): ChatMessage => ({
  seq,
  kind: "message",
  clientId: `client-${String(seq)}`,
  at: "2026-11-30T10:00:00.000Z",
  by: "buyer",
  name: "Omid",
  mine: false,
  text: String(seq),
  erased: false,
  editedAt: null,
  editableUntil: null,
  replyTo: null,
  files: [],
  warnings: [],
  event: null,
});

/** A conversation of that many messages, read as the server reads it. */
function conversation(length: number) {
  const asked: Parameters<Ask>[0][] = [];
  const talk = { length };
  const ask: Ask = async (input) => {
    asked.push(input);
    const { before, after, limit } = input;
    const from = after === undefined ? Math.max(1, Math.min(before ?? Infinity, talk.length + 1) - limit) : after + 1;
    const to = Math.min(talk.length, after === undefined ? (before ?? Infinity) - 1 : after + limit);
    const messages = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index));
    return { messages, changed: [], from, to, lastSeq: talk.length } satisfies ChatPage;
  };
  return { asked, ask, talk };
}

const seqs = (reading: Reading) => reading.shown().stretch.messages.map(({ seq }) => seq);
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const begun = async (length: number) => {
  const { ask, ...rest } = conversation(length);
  return { ...rest, reading: new Reading(ask, await ask({ limit: 50 })) };
};

test("a conversation of 10,000 messages is read by windows, as far as somebody goes", async () => {
  const { reading, asked } = await begun(10_000);
  expect(seqs(reading)).toEqual(span(9_951, 10_000));
  reading.older();
  reading.older();
  await expect.poll(() => reading.shown().loading).toBeNull();
  expect(asked.map(({ before }) => before)).toEqual([undefined, 9_951]);
  await reading.around(40);
  expect(seqs(reading)).toEqual(span(5, 54));
  expect(isAtEnd(reading.shown().stretch)).toBe(false);
  reading.newer();
  await expect.poll(() => seqs(reading)).toEqual(span(5, 104));
  await reading.latest();
  expect(seqs(reading)).toEqual(span(9_951, 10_000));
});

test("50 missed: they come in their windows; after a long absence the rest comes as somebody scrolls", async () => {
  const { reading, talk, asked } = await begun(100);
  talk.length = 150;
  await reading.catchUp();
  expect(seqs(reading)).toEqual(span(51, 150));
  talk.length = 5_000;
  await reading.catchUp();
  expect(seqs(reading)).toEqual(span(51, 350));
  expect(isAtEnd(reading.shown().stretch)).toBe(false);
  const before = asked.length;
  await reading.catchUp();
  expect(asked.length).toBe(before + 1);
  expect(seqs(reading)).toEqual(span(51, 350));
});

test("a question that fails says so, and leaves what is shown", async () => {
  let away = false;
  const { ask } = conversation(100);
  const reading = new Reading((input) => (away ? Promise.reject(new Error("away")) : ask(input)), await ask({ limit: 50 }));
  away = true;
  reading.older();
  await expect.poll(() => reading.shown().failure).toBeInstanceOf(Error);
  expect(seqs(reading)).toEqual(span(51, 100));
  away = false;
  reading.older();
  await expect.poll(() => seqs(reading)).toEqual(span(1, 100));
  expect(reading.shown().failure).toBeNull();
});

import type { ChatMessage, ChatPage } from "@amanat/contracts";
import { expect, test } from "vitest";
import { isAtEnd, isAtStart, stretchOf, withPage, withTaken, without } from "./stretch.ts";

const message = (seq: number, text = ""): ChatMessage => ({
  seq,
  kind: "message",
  clientId: `client-${String(seq)}`,
  at: "2026-11-30T10:00:00.000Z",
  by: "buyer",
  name: "Omid",
  mine: false,
  text,
  erased: false,
  editedAt: null,
  editableUntil: null,
  replyTo: null,
  files: [],
  warnings: [],
  event: null,
});
const page = (from: number, to: number, change: Partial<ChatPage> = {}): ChatPage => ({
  messages: Array.from({ length: to - from + 1 }, (_, index) => message(from + index)),
  changed: [],
  from,
  to,
  lastSeq: to,
  ...change,
});
const seqs = ({ messages }: { messages: readonly ChatMessage[] }) => messages.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test("50 missed, scroll up: no hole", () => {
  const caught = withPage(stretchOf(page(51, 60)), page(61, 110));
  expect([isAtStart(caught), isAtEnd(caught)]).toEqual([false, true]);
  const whole = withPage(caught, page(1, 50, { lastSeq: 110 }));
  expect(seqs(whole)).toEqual(upTo(110));
  expect([isAtStart(whole), isAtEnd(whole)]).toEqual([true, true]);
});

test("a hole that looks whole cannot come about: what does not touch is left out, and known to be missing", () => {
  const far = withPage(stretchOf(page(1, 10)), page(50, 60));
  expect(seqs(far)).toEqual(upTo(10));
  expect(isAtEnd(far)).toBe(false);
  const taken = withTaken(stretchOf(page(1, 10)), message(15));
  expect(seqs(taken)).toEqual(upTo(10));
  expect(isAtEnd(taken)).toBe(false);
});

test("reconnect during a burst: what comes twice is there once, as it was last read", () => {
  const twice = withPage(withPage(stretchOf(page(1, 3)), page(3, 6, { lastSeq: 8 })), page(5, 8, { changed: [message(2, "mended")] }));
  expect(seqs(twice)).toEqual(upTo(8));
  expect(twice.messages[1]?.text).toBe("mended");
});

test("entries that are no messages count as seen, and an older message that is not shown adds none", () => {
  const edited = withPage(stretchOf(page(5, 6)), { messages: [], changed: [message(2, "mended")], from: 7, to: 9, lastSeq: 9 });
  expect(seqs(edited)).toEqual([5, 6]);
  expect(isAtEnd(edited)).toBe(true);
});

test("one's own message stands at the end at once, and what is deleted for oneself is gone", () => {
  const taken = withTaken(stretchOf(page(1, 2)), message(3, "mine"));
  expect(seqs(withTaken(taken, message(3, "mine")))).toEqual(upTo(3));
  expect(seqs(without(taken, 2))).toEqual([1, 3]);
  expect(isAtEnd(taken)).toBe(true);
});

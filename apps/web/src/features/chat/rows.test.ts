import { expect, test } from "vitest";
import type { Unsent } from "./outbox.ts";
import { dayIn, rowsOf } from "./rows.ts";

const message = (seq: number, at: string, change: { mine?: boolean; kind?: string; clientId?: string } = {}) => ({
  seq,
  clientId: `id ${String(seq)}`,
  kind: "message",
  by: change.mine === true ? "buyer" : "seller",
  mine: false,
  at,
  ...change,
});
const unsent = (clientId: string, at: string): Unsent => ({
  clientId,
  conversationId: "conv_1",
  text: "x",
  replyTo: null,
  fileIds: [],
  at,
  refused: null,
});
const around = { dayOf: dayIn("UTC"), readTo: null, atStart: true };
const keys = (rows: readonly { kind: string; key: string }[]) => rows.map(({ kind, key }) => `${kind} ${key}`);

test("a text that waits and the message it becomes are one row, under one key", () => {
  const before = rowsOf([message(1, "2026-11-30T10:00:00Z")], [unsent("mine", "2026-11-30T10:01:00Z")], around);
  const taken = message(2, "2026-11-30T10:01:01Z", { mine: true, clientId: "mine" });
  // The echo came before the answer: the text still waits on this device.
  const after = rowsOf([message(1, "2026-11-30T10:00:00Z"), taken], [unsent("mine", "2026-11-30T10:01:00Z")], around);
  expect(keys(before).at(-1)).toBe("unsent mine");
  expect(keys(after)).toEqual(["day day 2026-11-30", "message seller id 1", "message mine"]);
});

test("days are told by the reader's zone, and a device whose clock is behind opens none", () => {
  const rows = rowsOf([message(1, "2026-11-29T20:00:00Z"), message(2, "2026-11-29T21:00:00Z")], [unsent("a", "2026-11-28T10:00:00Z")], {
    ...around,
    dayOf: dayIn("Asia/Tehran"),
  });
  expect(keys(rows)).toEqual(["day day 2026-11-29", "message seller id 1", "day day 2026-11-30", "message seller id 2", "unsent a"]);
});

test("what is new begins at the first unread message of the other, and stays there", () => {
  const rows = rowsOf(
    [1, 2, 3, 4].map((seq) => message(seq, "2026-11-30T10:00:00Z", { mine: seq === 3 })),
    [],
    { ...around, readTo: 2 },
  );
  expect(keys(rows)).toEqual([
    "day day 2026-11-30",
    "message seller id 1",
    "message seller id 2",
    "message id 3",
    "unread unread",
    "message seller id 4",
  ]);
});

test("messages of one writer within minutes stand together; a system message parts them", () => {
  const rows = rowsOf(
    [
      message(1, "2026-11-30T10:00:00Z"),
      message(2, "2026-11-30T10:01:00Z"),
      message(3, "2026-11-30T10:01:30Z", { kind: "system" }),
      message(4, "2026-11-30T10:02:00Z"),
      message(5, "2026-11-30T10:20:00Z"),
    ],
    [],
    around,
  );
  expect(
    rows.flatMap((row) => (row.kind === "message" ? `${row.opens ? "<" : ""}${String(row.message.seq)}${row.closes ? ">" : ""}` : [])),
  ).toEqual(["<1", "2>", "<4>", "<5>"]);
  expect(keys(rows)).toContain("system seller id 3");
});

test("the other side's message under the id of one's own waiting text hides nothing", () => {
  const rows = rowsOf([message(1, "2026-11-30T10:00:00Z", { clientId: "mine" })], [unsent("mine", "2026-11-30T10:01:00Z")], around);
  expect(keys(rows)).toEqual(["day day 2026-11-30", "message seller mine", "unsent mine"]);
});

test("above a part that goes on upwards stands neither a day nor the beginning of what is new", () => {
  const part = [message(51, "2026-11-30T10:00:00Z"), message(52, "2026-12-01T10:00:00Z")];
  const rows = rowsOf(part, [], { ...around, readTo: 20, atStart: false });
  expect(keys(rows)).toEqual(["message seller id 51", "day day 2026-12-01", "message seller id 52"]);
});

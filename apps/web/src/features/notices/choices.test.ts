import type { NoticePreferences } from "@amanat/contracts";
import { expect, test } from "vitest";
import { clockOf, minutesOf, offOf, switchesOf } from "./choices.ts";

const SEEN: NoticePreferences = {
  channels: ["mail", "push"],
  groups: [
    { group: "security", fixed: true, on: ["mail"] },
    { group: "deals", fixed: false, on: ["mail", "push"] },
    { group: "market", fixed: false, on: ["push"] },
  ],
  quiet: null,
  timeZone: "Asia/Tehran",
  digest: "none",
  version: 1,
};

test("what is sent is what was switched off of what was offered; security is never among it", () => {
  const on = switchesOf(SEEN);
  expect(offOf(SEEN, on)).toEqual([{ group: "market", channel: "mail" }]);
  expect(offOf(SEEN, { ...on, deals: [] })).toEqual([
    { group: "deals", channel: "mail" },
    { group: "deals", channel: "push" },
    { group: "market", channel: "mail" },
  ]);
});

test("minutes of the day are read and written as the browser's field has them", () => {
  for (const minutes of [0, 61, 1_320, 1_439]) expect(minutesOf(clockOf(minutes))).toBe(minutes);
  expect([clockOf(61), minutesOf("")]).toEqual(["01:01", null]);
});

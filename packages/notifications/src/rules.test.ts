import { expect, test } from "vitest";
import { afterQuiet, delayAfter, minuteIn, planOf, USUAL, wants } from "./rules.ts";

const quiet = { ...USUAL, quiet: { from: 22 * 60, to: 8 * 60 } };
const at = (text: string) => new Date(text);
const end = (text: string, zone: string) => afterQuiet(at(text), zone, quiet).toISOString();

test("38. quiet hours over a change of the clock end at the right hour", () => {
  // Paris goes back an hour at 2026-10-25T01:00Z, and forward at 2027-03-28T01:00Z.
  expect(end("2026-10-23T21:00:00Z", "Europe/Paris")).toBe("2026-10-24T06:00:00.000Z");
  expect(end("2026-10-24T21:00:00Z", "Europe/Paris")).toBe("2026-10-25T07:00:00.000Z");
  expect(end("2027-03-27T22:00:00Z", "Europe/Paris")).toBe("2027-03-28T06:00:00.000Z");
  expect(end("2027-03-26T22:00:00Z", "Europe/Paris")).toBe("2027-03-27T07:00:00.000Z");
  // Half an hour from everybody, and no change at all.
  expect(end("2026-10-24T21:00:00Z", "Asia/Tehran")).toBe("2026-10-25T04:30:00.000Z");
});

test("quiet hours that end within the hour the clock skips end when it has skipped it", () => {
  const wishes = { ...USUAL, quiet: { from: 60, to: 150 } };
  expect(afterQuiet(at("2027-03-28T00:30:00Z"), "Europe/Paris", wishes).toISOString()).toBe("2027-03-28T01:00:00.000Z");
});

test("outside of quiet hours nothing waits", () => {
  expect(end("2026-10-24T12:00:00Z", "Europe/Paris")).toBe("2026-10-24T12:00:00.000Z");
  expect(minuteIn("Asia/Kathmandu", at("2026-10-24T12:00:00Z"))).toBe(17 * 60 + 45);
});

test("what is urgent waits for nothing, what is not for the morning and the digest", () => {
  const night = at("2026-11-30T23:10:00Z");
  const person = { timeZone: "UTC", wishes: { ...quiet, digest: "daily" as const } };
  for (const urgency of ["security", "urgent"] as const)
    expect(planOf(night, { urgency }, "mail", person)).toEqual({ dueAt: night, digest: false });
  expect(planOf(night, { urgency: "normal" }, "mail", person)).toEqual({ dueAt: at("2026-12-01T08:00:00Z"), digest: true });
  expect(planOf(night, { urgency: "normal" }, "push", person)).toEqual({ dueAt: at("2026-12-01T08:00:00Z"), digest: false });
  const hourly = { timeZone: "UTC", wishes: { ...USUAL, digest: "hourly" as const } };
  expect(planOf(at("2026-11-30T12:10:00Z"), { urgency: "normal" }, "mail", hourly)).toEqual({
    dueAt: at("2026-11-30T13:00:00Z"),
    digest: true,
  });
});

test("security can not be switched off", () => {
  const wishes = { ...USUAL, off: ["security:mail", "market:mail"] };
  expect(wants(wishes, "security", "mail")).toBe(true);
  expect(wants(wishes, "market", "mail")).toBe(false);
  expect(wants(wishes, "market", "push")).toBe(true);
});

test("pauses double up to an hour, and are as long as the far side asks, up to a day", () => {
  expect(delayAfter(1, 0, 0.5)).toBe(15_000);
  expect(delayAfter(3, 0, 0.5)).toBe(60_000);
  expect(delayAfter(40, 0, 0.5)).toBe(3_600_000);
  expect(delayAfter(1, 120_000, 0.5)).toBe(120_000);
  expect(delayAfter(1, 10 ** 12, 0.5)).toBe(86_400_000);
});

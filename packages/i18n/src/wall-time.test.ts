import { describe, expect, test } from "vitest";
import { instantAt, wallTime } from "./wall-time.ts";

const at = (wall: string, zone: string): string | null => {
  const found = instantAt(wall, zone);
  return found === null ? null : new Date(found).toISOString();
};

describe("a clock on the wall", () => {
  test("is read back in every zone there is, at every hour of a year's weeks", () => {
    for (const zone of ["UTC", "Asia/Tehran", "Asia/Kathmandu", "Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia"])
      for (let moment = Date.UTC(2026, 0, 1); moment < Date.UTC(2027, 0, 1); moment += 61 * 3_600_000) {
        const found = instantAt(wallTime(moment, zone), zone) ?? 0;
        expect(wallTime(found, zone), zone).toBe(wallTime(moment, zone));
      }
  });

  test("that comes twice is the first one; that is left out is as if it were not", () => {
    expect(at("2026-10-25T02:30", "Europe/Paris")).toBe("2026-10-25T00:30:00.000Z");
    expect(at("2026-03-29T02:30", "Europe/Paris")).toBe("2026-03-29T01:30:00.000Z");
    expect(at("2026-11-30T14:05", "Asia/Tehran")).toBe("2026-11-30T10:35:00.000Z");
  });

  test("without a date or a time is none", () => {
    for (const wall of ["", "2026-11-30", "2026-13-01T00:00", "14:05", "2026-11-30T14:05:09"]) expect(at(wall, "UTC")).toBeNull();
  });
});

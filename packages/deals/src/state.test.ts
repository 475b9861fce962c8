import { step } from "@amanat/db";
import { describeMachines, expectDrawn } from "@amanat/testing";
import { expect, test } from "vitest";
import { PROPOSAL, TRANCHE } from "./state.ts";

describeMachines([TRANCHE, PROPOSAL]);

test("a guard runs, after role and state", () => {
  const at = new Date("2026-11-20T12:00:00.000Z");
  const inTime = { expiresAt: new Date("2026-11-20T12:00:00.001Z"), now: at };
  expect(step(PROPOSAL, "open", "agree", "buyer", inTime)).toBe("agreed");
  expect(() => step(PROPOSAL, "open", "agree", "buyer", { expiresAt: at, now: at })).toThrow(
    expect.objectContaining({ code: "INVALID_STATE" }),
  );
  expect(() => step(PROPOSAL, "agreed", "decline", "buyer", inTime)).toThrow(expect.objectContaining({ code: "INVALID_STATE" }));
  expect(() => step(PROPOSAL, "open", "agree", "timer", inTime)).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
});

test("the README shows these tables", () => expectDrawn(new URL("../README.md", import.meta.url), [TRANCHE, PROPOSAL]));

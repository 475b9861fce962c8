import { CASE_OVER, type CaseStatus } from "@amanat/contracts";
import type { Way } from "@amanat/db";
import { describeMachines, expectDrawn } from "@amanat/testing";
import { expect, test } from "vitest";
import { CASE, CASE_RULING, type CaseMover, SETTLEMENT } from "./state.ts";

describeMachines([CASE, SETTLEMENT, CASE_RULING]);

test("from every state that is not over each side alone has a way to the end, and the clock has one", () => {
  const over: readonly string[] = CASE_OVER;
  for (const [state, ways] of Object.entries<readonly Way<CaseStatus, CaseMover>[]>(CASE.states)) {
    if (over.includes(state)) continue;
    for (const by of ["buyer", "seller", "timer"] as const)
      expect(
        ways.some((way) => way.by.includes(by) && over.includes(way.to)),
        `${by} in ${state}`,
      ).toBe(true);
  }
});

test("the README shows these tables", () => expectDrawn(new URL("../README.md", import.meta.url), [CASE, SETTLEMENT, CASE_RULING]));

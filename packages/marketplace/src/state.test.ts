import { readFile } from "node:fs/promises";
import { DomainError } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import { DEAL, GUARDS, type Machine, OFFER, REQUEST, step, type Transition } from "./state.ts";

const MACHINES: readonly Machine<string>[] = [REQUEST, OFFER, DEAL];

function waysOut(machine: Machine<string>, state: string): readonly Transition<string>[] {
  return machine.states[state] ?? [];
}

function reachable(machine: Machine<string>): Set<string> {
  const seen = new Set([machine.initial]);
  for (const state of seen) for (const way of waysOut(machine, state)) seen.add(way.to);
  return seen;
}

function diagram(machine: Machine<string>): string {
  const states = Object.keys(machine.states).filter((state) => !machine.reserved.includes(state));
  const arrows = states.flatMap((state) => {
    const ways = waysOut(machine, state);
    if (ways.length === 0) return [`  ${state} --> [*]`];
    return ways.map((way) => `  ${state} --> ${way.to}: ${way.on} (${way.by.join(", ")})${way.guard ? ` if ${way.guard}` : ""}`);
  });
  const reserved =
    machine.reserved.length > 0
      ? `\n\nReserved, entered by nothing yet: ${machine.reserved.map((state) => `\`${state}\``).join(", ")}.`
      : "";
  return (
    [`### ${machine.name}`, "", "```mermaid", "stateDiagram-v2", `  [*] --> ${machine.initial}`, ...arrows, "```"].join("\n") + reserved
  );
}

describe.each(MACHINES.map((machine) => [machine.name, machine] as const))("%s", (_name, machine) => {
  test("names only states it has", () => {
    const targets = Object.keys(machine.states).flatMap((state) => waysOut(machine, state).map((way) => way.to));
    for (const state of [machine.initial, ...machine.reserved, ...targets]) expect(Object.keys(machine.states)).toContain(state);
  });

  test("reaches every state but the reserved ones, and those by no way", () => {
    const expected = Object.keys(machine.states).filter((state) => !machine.reserved.includes(state));
    expect([...reachable(machine)].sort()).toEqual(expected.sort());
    for (const state of machine.reserved) expect(waysOut(machine, state)).toEqual([]);
  });

  test("has one way per trigger and mover out of each state", () => {
    for (const state of Object.keys(machine.states)) {
      const keys = waysOut(machine, state).flatMap((way) => way.by.map((by) => `${way.on} ${by}`));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
});

test("every guard is used and every used guard is explained", () => {
  const used = MACHINES.flatMap((machine) =>
    Object.keys(machine.states).flatMap((state) => waysOut(machine, state).flatMap((way) => way.guard ?? [])),
  );
  expect([...new Set(used)].sort()).toEqual(Object.keys(GUARDS).sort());
});

test("role is judged before state", () => {
  expect(step(DEAL, "delivered", "confirm", "buyer")).toBe("completed");
  expect(() => step(DEAL, "payment", "confirm", "seller")).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  expect(() => step(DEAL, "payment", "confirm", "buyer")).toThrow(expect.objectContaining({ code: "INVALID_STATE" }));
  expect(() => step(DEAL, "processing", "cancel", "buyer")).toThrow(DomainError);
});

test("the README shows these tables", async () => {
  const file = new URL("../README.md", import.meta.url);
  const readme = await readFile(file, "utf8");
  const guards = Object.entries(GUARDS).map(([name, meaning]) => `- \`${name}\`: ${meaning}`);
  const drawn = [...MACHINES.map(diagram), ["### Guards", "", ...guards].join("\n")].join("\n\n");
  const marked = readme.replace(
    /(<!-- diagrams:begin -->)[\s\S]*(<!-- diagrams:end -->)/,
    (_all, begin: string, end: string) => `${begin}\n${drawn}\n${end}`,
  );
  expect(marked).toContain(drawn);
  await expect(marked).toMatchFileSnapshot(file.pathname);
});

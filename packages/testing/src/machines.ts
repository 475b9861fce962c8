import { readFile } from "node:fs/promises";
import type { AnyMachine, MoneyMove, Way } from "@amanat/db";
import { describe, expect, test } from "vitest";

const waysOut = (machine: AnyMachine, state: string): readonly Way<string, string>[] => machine.states[state] ?? [];

/** Every state that can be come to, from the beginning on. */
export function reachable(machine: AnyMachine): Set<string> {
  const seen = new Set([machine.initial]);
  for (const state of seen) for (const way of waysOut(machine, state)) seen.add(way.to);
  return seen;
}

const MONEY: Readonly<Record<MoneyMove, string>> = {
  fund: "money is held",
  release: "money is released",
  refund: "money goes back",
  call_off: "money is no longer awaited",
  reopen: "money is awaited anew",
  lose: "what is left goes back",
  freeze: "money stops",
  thaw: "money goes on as before",
  divide: "what stopped is divided",
  stop: "money stops",
  let_go: "money goes on as before",
};

function label({ on, by, guard, money }: Way<string, string>): string {
  const what = money ? `, ${MONEY[money]}` : "";
  return `${on} (${by.join(", ")})${guard ? ` if ${guard}` : ""}${what}`;
}

function diagram(machine: AnyMachine): string {
  const states = Object.keys(machine.states).filter((state) => !machine.reserved.includes(state));
  const arrows = states.flatMap((state) => {
    const ways = waysOut(machine, state);
    if (ways.length === 0) return [`  ${state} --> [*]`];
    return ways.map((way) => `  ${state} --> ${way.to}: ${label(way)}`);
  });
  const reserved =
    machine.reserved.length > 0
      ? `\n\nReserved, entered by nothing yet: ${machine.reserved.map((state) => `\`${state}\``).join(", ")}.`
      : "";
  const drawn = [`### ${machine.name}`, "", "```mermaid", "stateDiagram-v2", `  [*] --> ${machine.initial}`, ...arrows, "```"].join("\n");
  return drawn + reserved;
}

/** What every lifecycle has to be, whichever context it is of. */
export function describeMachines(machines: readonly AnyMachine[]): void {
  describe.each(machines.map((machine) => [machine.name, machine] as const))("%s", (_name, machine) => {
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

    test("uses every guard it has, and has every guard it uses", () => {
      const used = Object.keys(machine.states).flatMap((state) => waysOut(machine, state).flatMap((way) => way.guard ?? []));
      expect([...new Set(used)].sort()).toEqual(Object.keys(machine.guards).sort());
    });
  });
}

/** A README shows the machines of its context between its marks; `vitest run -u` draws them anew. */
export async function expectDrawn(readme: URL, machines: readonly AnyMachine[]): Promise<void> {
  const text = await readFile(readme, "utf8");
  const guards = new Map(machines.flatMap((machine) => Object.entries(machine.guards).map(([name, { says }]) => [name, says] as const)));
  const explained = ["### Guards", "", ...[...guards].map(([name, says]) => `- \`${name}\`: ${says}`)].join("\n");
  const drawn = [...machines.map(diagram), ...(guards.size > 0 ? [explained] : [])].join("\n\n");
  const marked = text.replace(
    /(<!-- diagrams:begin -->)[\s\S]*(<!-- diagrams:end -->)/,
    (_all, begin: string, end: string) => `${begin}\n${drawn}\n${end}`,
  );
  expect(marked).toContain(drawn);
  await expect(marked).toMatchFileSnapshot(readme.pathname);
}

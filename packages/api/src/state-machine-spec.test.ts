/** The specification's tables are the code's: `vitest run packages/api -u` writes them anew. */
import { DEAL, GUARDS, OFFER, REQUEST } from "@amanat/marketplace";
import type { Machine as MarketMachine } from "@amanat/marketplace";
import { INTENT, PAYOUT, SWEEP, TRANSFER } from "@amanat/payment";
import type { Machine as MoneyMachine } from "@amanat/payment";
import { expectGenerated } from "@amanat/testing";
import { test } from "vitest";

const HEAD = "| from | to | trigger | by | precondition |\n|---|---|---|---|---|";

function marketTable(machine: MarketMachine<string>): string {
  const rows = Object.entries(machine.states).flatMap(([from, ways]) =>
    ways.map((way) => `| ${from} | ${way.to} | ${way.on} | ${way.by.join(", ")} | ${way.guard === null ? "" : GUARDS[way.guard]} |`),
  );
  const reserved =
    machine.reserved.length === 0
      ? ""
      : `\n\nReserved, entered by nothing yet: ${machine.reserved.map((state) => `\`${state}\``).join(", ")}.`;
  return `Begins in \`${machine.initial}\`.\n\n${HEAD}\n${rows.join("\n")}${reserved}`;
}

function moneyTable(machine: MoneyMachine<string>): string {
  const rows = Object.entries(machine.steps).flatMap(([from, ways]) =>
    ways.map((way) => `| ${from} | ${way.to} | ${way.on} | ${way.by} | |`),
  );
  return `Begins in \`${machine.initial}\`.\n\n${HEAD}\n${rows.join("\n")}`;
}

const TABLES: Readonly<Record<string, string>> = {
  request: marketTable(REQUEST),
  offer: marketTable(OFFER),
  deal: marketTable(DEAL),
  intent: moneyTable(INTENT),
  transfer: moneyTable(TRANSFER),
  payout: moneyTable(PAYOUT),
  sweep: moneyTable(SWEEP),
};

test("docs/specs/escrow-state-machine.md lists every transition of the code, and no other", async () => {
  await expectGenerated(new URL("../../../docs/specs/escrow-state-machine.md", import.meta.url), TABLES);
});

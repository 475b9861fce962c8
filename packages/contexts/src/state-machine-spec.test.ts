/** The specification's tables are the code's: `vitest run packages/contexts -u` writes them anew. */
import type { AnyMachine } from "@amanat/db";
import { PROPOSAL, TRANCHE } from "@amanat/deals";
import { CASE, CASE_RULING, SETTLEMENT } from "@amanat/disputes";
import { DEAL, OFFER, REQUEST } from "@amanat/marketplace";
import { ATTEMPT, INTENT, PART, PAYOUT, RELEASE, SWEEP, TRANSFER } from "@amanat/payment";
import { expectGenerated } from "@amanat/testing";
import { test } from "vitest";

const HEAD = "| from | to | trigger | by | precondition |\n|---|---|---|---|---|";

/** What a guard says, and of ways that move held money that no hold may cover it. */
function preconditionOf({ guards }: AnyMachine, { guard, money }: { guard: string | null; money?: string | null }): string {
  const moves = money === "release" || money === "refund" ? ["no hold covers the money"] : [];
  return [...(guard === null ? [] : [guards[guard]?.says ?? ""]), ...moves].join("; ");
}

function tableOf(machine: AnyMachine): string {
  const rows = Object.entries(machine.states).flatMap(([from, ways]) =>
    ways.map((way) => `| ${from} | ${way.to} | ${way.on} | ${way.by.join(", ")} | ${preconditionOf(machine, way)} |`),
  );
  const reserved =
    machine.reserved.length === 0
      ? ""
      : `\n\nReserved, entered by nothing yet: ${machine.reserved.map((state) => `\`${state}\``).join(", ")}.`;
  return `Begins in \`${machine.initial}\`.\n\n${HEAD}\n${rows.join("\n")}${reserved}`;
}

const TABLES: Readonly<Record<string, string>> = {
  request: tableOf(REQUEST),
  offer: tableOf(OFFER),
  deal: tableOf(DEAL),
  tranche: tableOf(TRANCHE),
  proposal: tableOf(PROPOSAL),
  case: tableOf(CASE),
  settlement: tableOf(SETTLEMENT),
  ruling: tableOf(CASE_RULING),
  intent: tableOf(INTENT),
  part: tableOf(PART),
  transfer: tableOf(TRANSFER),
  release: tableOf(RELEASE),
  payout: tableOf(PAYOUT),
  sweep: tableOf(SWEEP),
  attempt: tableOf(ATTEMPT),
};

test("docs/specs/escrow-state-machine.md lists every transition of the code, and no other", async () => {
  await expectGenerated(new URL("../../../docs/specs/escrow-state-machine.md", import.meta.url), TABLES);
});

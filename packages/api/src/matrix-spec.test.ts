/** The specification's tables are the code's: `vitest run packages/api -u` writes them anew. */
import { type Access, MATRIX } from "@amanat/contracts";
import { expectGenerated } from "@amanat/testing";
import { test } from "vitest";

const HEAD = ["name", "who", "ownership", "state", "rate tier", "audit", "restricted", "API key scope", "proof of presence"];

const whoOf = ({ who }: Access) => (who === "public" ? "everybody" : who === "user" ? "signed in" : who.join(", "));
const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;

function table(rows: Readonly<Record<string, Access>>): string {
  const lines = Object.entries(rows).map(([name, row]) =>
    line([
      `\`${name}\``,
      whoOf(row),
      row.ownership,
      row.state,
      row.rate,
      row.audit,
      row.restricted ? "may" : "–",
      row.scope ?? "–",
      row.stepUp ?? "–",
    ]),
  );
  return [line(HEAD), `|${"---|".repeat(HEAD.length)}`, ...lines].join("\n");
}

test("abuse 02: docs/specs/authorization-matrix.md lists every row of the matrix, and no other", async () => {
  const tables = Object.fromEntries(Object.entries(MATRIX).map(([part, rows]) => [part, table(rows)]));
  await expectGenerated(new URL("../../../docs/specs/authorization-matrix.md", import.meta.url), tables);
});

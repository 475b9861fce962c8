import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { movesStateBlindly } from "./database-rules.ts";

const MIGRATIONS = path.resolve(import.meta.dirname, "../../../../prisma/migrations");

/** The functions of the database as the newest migration that has them left them: name and body. */
function functionsOfTheDatabase(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const file of globSync("*/migration.sql", { cwd: MIGRATIONS }).toSorted()) {
    const text = readFileSync(path.join(MIGRATIONS, file), "utf8");
    for (const [, name = "", body = ""] of text.matchAll(
      /CREATE (?:OR REPLACE )?FUNCTION ([\w."]+)(?:(?!CREATE )[\s\S])*?AS \$\$([\s\S]*?)\$\$/g,
    ))
      found.set(name, body);
  }
  return found;
}

it("no function of the database moves a state without comparing it: the rule for our own SQL reads no migration", () => {
  const functions = functionsOfTheDatabase();
  expect(functions.size).toBeGreaterThan(20);
  expect([...functions.keys()]).toEqual(expect.arrayContaining(["audit_erase", "ledger.check_legs", "ledger.balance_of"]));
  const blind = [...functions].filter(([, body]) => body.split(";").some(movesStateBlindly)).map(([name]) => name);
  expect(blind).toEqual([]);
});

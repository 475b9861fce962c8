import { readFile } from "node:fs/promises";
import path from "node:path";
import { BenchError } from "../bench-error.ts";

/** Another ledger: how it is installed, and one transfer in it as a script for pgbench. */
export type Contestant = { name: string; setup: string; transfer: string; hot: string | null };

const MARK = /^--\s*bench:(\S+)\s*(.*)$/;

/**
 * Reads the description of another ledger: one SQL file in sections. What comes first, and after `-- bench:setup`, is run
 * once in a database of its own, as its superuser, where `current_setting('bench.accounts')` tells how many accounts to
 * open. `-- bench:include <file>` runs that ledger's own SQL there; the path is relative to this file. What follows
 * `-- bench:transfer` is a pgbench script for one transfer between two random accounts, `:accounts` being their number;
 * what follows `-- bench:hot` one from a random account to the same account for everybody, and may be absent.
 */
export async function readContestant(file: string): Promise<Contestant> {
  const text = await readText(file);
  const sections: Record<string, string[]> = { setup: [], transfer: [], hot: [] };
  let current = sections["setup"];
  for (const line of text.split(/\r?\n/)) {
    const [, word, rest = ""] = MARK.exec(line) ?? [];
    if (word === undefined) current?.push(line);
    else if (word === "include") sections["setup"]?.push(await readText(path.resolve(path.dirname(file), rest.trim())));
    else if (Object.hasOwn(sections, word)) current = sections[word];
    else throw new BenchError(`${file}: no section is called ${word}; there are: include, ${Object.keys(sections).join(", ")}`);
  }
  const [setup = "", transfer = "", hot = ""] = ["setup", "transfer", "hot"].map((name) => (sections[name] ?? []).join("\n"));
  if (transfer.trim() === "")
    throw new BenchError(`${file}: there is no section "-- bench:transfer" with one transfer as a pgbench script`);
  return { name: path.basename(file).replace(/\.sql$/, ""), setup, transfer, hot: hot.trim() === "" ? null : hot };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch {
    throw new BenchError(`${file} cannot be read`);
  }
}

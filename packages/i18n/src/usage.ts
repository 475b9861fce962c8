import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HOUSE = fileURLToPath(new URL("../../..", import.meta.url));
/** Where messages are used. */
const SOURCES = ["apps/web/src", "packages/ui/src", "packages/notifications/src", "packages/dossier/src", "packages/retention/src"];

/** The texts in quotes of all pages, and the fixed beginnings of computed keys. */
export type Usage = { literals: ReadonlySet<string>; prefixes: readonly string[] };

const LITERAL = /["'`]([A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*)["'`]/g;
// `status.${deal.status}`: everything under `status.` counts as used.
const PREFIX = /`((?:[A-Za-z0-9_]+\.)+)\$\{/g;

// `useTranslations("deal.deadline")` with `t(step.consequence)`: everything in that group counts as used.
const GROUP = /(?:useTranslations|getTranslations)\("([A-Za-z0-9_]+\.[A-Za-z0-9_.]+)"\)/g;
const COMPUTED = /\bt\((?!["'`])/;

/** Reads what source texts name. */
export function usageIn(texts: Iterable<string>): Usage {
  const literals = new Set<string>();
  const prefixes = new Set<string>();
  for (const text of texts) {
    for (const [, literal] of text.matchAll(LITERAL)) if (literal !== undefined) literals.add(literal);
    for (const [, prefix] of text.matchAll(PREFIX)) if (prefix !== undefined) prefixes.add(prefix);
    if (COMPUTED.test(text)) for (const [, group] of text.matchAll(GROUP)) if (group !== undefined) prefixes.add(`${group}.`);
  }
  return { literals, prefixes: [...prefixes] };
}

/** What the pages and the kit name. */
export function usedKeys(): Usage {
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(HOUSE, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(HOUSE, folder, file)),
  );
  return usageIn(files.map((file) => readFileSync(file, "utf8")));
}

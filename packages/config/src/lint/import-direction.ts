import { TEST_ONLY, isWebServer, mayImport, memberOf, placeOf } from "./places.ts";
import type { Place } from "./places.ts";
import { onImports } from "./syntax.ts";
import type { Rule } from "./syntax.ts";

/** What pages take from the house: the runtime's types, the client, words and the kit. */
const PAGES_MAY = ["contracts", "sdk", "ui", "i18n"];

function problemOf(place: Place, specifier: string, typeOnly: boolean): string | null {
  if (/^@mantine\/|^mantine-/.test(specifier) && place.member !== "ui")
    return `only packages/ui imports ${specifier}; use what @amanat/ui gives`;
  if (place.member === "contracts" && !place.isTest && !/^(zod$|@noble\/hashes\/|\.)/.test(specifier))
    return "contracts imports zod, the hash of addresses, and nothing else";
  if (/^(\.\.\/)+(apps|packages)\//.test(specifier)) return "import another package by its name, never by its path";
  const wanted = memberOf(specifier);
  if (wanted === null || wanted === place.member) return null;
  const inTest = place.isTest && TEST_ONLY.some((allowed) => allowed === wanted);
  if (!inTest && !mayImport(place.member, wanted))
    return `${place.member} may not import ${wanted}: the house has one direction (packages/config/src/lint/places.ts)`;
  if (place.member === "web" && !isWebServer(place.path) && !place.isTest && !PAGES_MAY.includes(wanted) && !typeOnly) {
    return `pages do not import @amanat/${wanted}: ask the runtime (src/server/runtime.ts) or use @amanat/sdk`;
  }
  return null;
}

export const importDirection: Rule = {
  meta: {
    type: "problem",
    docs: { description: "Imports go along the arrow: marketplace, deals, payment, ledger; contracts under all; pages at the edge." },
  },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null) return {};
    return onImports((specifier, node, typeOnly) => {
      const message = problemOf(place, specifier, typeOnly);
      if (message !== null) context.report({ node, message });
    });
  },
};

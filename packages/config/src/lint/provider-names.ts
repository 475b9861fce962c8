import { readdirSync } from "node:fs";
import { placeOf } from "./places.ts";
import { isNode, type Rule } from "./syntax.ts";

/** A name as a word of its own, however it is written: `amn-scanner` is also amn.scanner, AMN_SCANNER and amnScanner; `still` is no `till`. */
function wordOf(name: string): RegExp {
  const anyCase = name.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`).replaceAll("-", "[-._ ]?");
  return new RegExp(`(?:(?<![A-Za-z])|(?<![A-Z])(?=[A-Z]))${anyCase}s?(?![a-z])`);
}

/** The providers there are: each is a folder. */
const NAMED = readdirSync(new URL("../../../payment/src/providers/", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ folder: `src/providers/${name}/`, word: wordOf(name) }));

/** The one list of them in contracts, and the one in payment. */
const LISTS = new Set(["contracts src/payment/providers.ts", "payment src/providers/registry.ts"]);
/** Who starts them: the stack, the scanner's own process, and the simulated world in its place. */
const STARTS_THEM = new Set(["devstack", "scanner", "lives"]);

/** A further provider is a folder and two lines: a name anywhere else would be a branch that the next one needs too. */
export const providerNames: Rule = {
  meta: { type: "problem", docs: { description: "A provider is named in its folder and in the two lists of providers alone." } },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null || place.isTest || STARTS_THEM.has(place.member) || LISTS.has(`${place.member} ${place.path}`)) return {};
    const foreign = NAMED.filter(({ folder }) => place.member !== "payment" || !place.path.startsWith(folder));
    const check = (node: unknown, text: unknown): void => {
      if (isNode(node) && typeof text === "string" && foreign.some(({ word }) => word.test(text)))
        context.report({ node, message: "names a provider outside its folder (packages/payment/src/providers)" });
    };
    return {
      Literal: (node) => check(node, node["value"]),
      Identifier: (node) => check(node, node["name"]),
      TemplateElement: (node) => check(node, (node["value"] as { raw?: unknown } | undefined)?.raw),
    };
  },
};

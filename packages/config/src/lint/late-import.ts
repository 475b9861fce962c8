import { isNode, nameOf } from "./syntax.ts";
import type { Node, Rule } from "./syntax.ts";

/** The ways in which a browser asks for a part of the program again once the server answers. */
const ASKS_AGAIN = new Set(["late", "lateComponent", "useCheckedSubmit"]);

function standsInside(node: Node, names: ReadonlySet<string>): boolean {
  for (let at: unknown = node["parent"]; isNode(at); at = at["parent"]) {
    if (at.type === "CallExpression" && names.has(nameOf(at["callee"]) ?? "")) return true;
  }
  return false;
}

/** A part that is loaded late and once failed would take the whole page with it, for want of one packet. */
export const lateImport: Rule = {
  meta: { type: "problem", docs: { description: "What a browser loads late it asks for again: inside late() or lateComponent()." } },
  create(context) {
    if (!/apps\/(web|mini-app)\/src\/(app|client|features)\/|packages\/ui\/src\//.test(context.filename)) return {};
    return {
      ImportExpression(node) {
        if (!standsInside(node, ASKS_AGAIN))
          context.report({
            node,
            message: "without the server this import fails and the page with it; load it by late() or lateComponent()",
          });
      },
    };
  },
};

import { isNode, nameOf } from "./syntax.ts";
import type { Rule } from "./syntax.ts";

/** Physical names and what to write instead, so that a page reads right in both directions. */
const PHYSICAL: Readonly<Record<string, string>> = {
  marginLeft: "marginInlineStart",
  marginRight: "marginInlineEnd",
  paddingLeft: "paddingInlineStart",
  paddingRight: "paddingInlineEnd",
  borderLeft: "borderInlineStart",
  borderRight: "borderInlineEnd",
  left: "insetInlineStart",
  right: "insetInlineEnd",
};
/** The kit's short props. */
const PROPS: Readonly<Record<string, string>> = { ml: "ms", mr: "me", pl: "ps", pr: "pe" };
const SIDES = new Set(["left", "right"]);

export const logicalProperties: Rule = {
  meta: { type: "problem", docs: { description: "Styles name start and end, never left and right." } },
  create(context) {
    if (!context.filename.endsWith(".tsx")) return {};
    return {
      JSXAttribute(node) {
        const name = nameOf(node["name"]) ?? "";
        const better = PROPS[name];
        if (better !== undefined) context.report({ node, message: `${name} is physical; write ${better}` });
        const value = node["value"];
        if ((name === "ta" || name === "textAlign") && isNode(value) && SIDES.has(nameOf(value) ?? ""))
          context.report({ node, message: "align to start or end" });
      },
      Property(node) {
        const name = nameOf(node["key"]) ?? "";
        const better = PHYSICAL[name];
        if (better !== undefined && node["computed"] !== true) context.report({ node, message: `${name} is physical; write ${better}` });
        if (name === "textAlign" && SIDES.has(nameOf(node["value"]) ?? "")) context.report({ node, message: "align to start or end" });
      },
    };
  },
};

const CSS =
  /(?:^|[\s;{])((?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)[a-z-]*|left|right|float|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(text-align)\s*:\s*(?:left|right)/g;

/** Physical declarations in a style sheet, as `line: property`. A `float` to inline-start is logical. */
export function physicalInCss(text: string): string[] {
  const plain = text.replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, " "));
  return plain
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(CSS)]
        .filter((match) => match[1] !== "float" || /float\s*:\s*(left|right)/.test(line))
        .map((match) => `${index + 1}: ${match[1] ?? match[2] ?? ""}`),
    );
}

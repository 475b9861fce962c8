import { isNode, nameOf, onImports } from "./syntax.ts";
import type { Node, Rule } from "./syntax.ts";

/** The files that may use the kit's own fields: they give them their direction. */
const FIELDS = /packages\/ui\/src\/form\/(text-input|text-area|password-input)\.tsx$/;

/** Parts of the kit somebody types into. */
const TYPED = new Set([
  "Autocomplete",
  "Input",
  "InputBase",
  "JsonInput",
  "MultiSelect",
  "NumberInput",
  "PasswordInput",
  "PillsInput",
  "TagsInput",
  "Textarea",
  "TextInput",
]);
/** Inputs nobody types into. */
const UNTYPED = new Set(["checkbox", "radio", "file", "hidden", "submit"]);

function attributeOf(element: Node, name: string): Node | null {
  const attributes = Array.isArray(element["attributes"]) ? (element["attributes"] as unknown[]) : [];
  for (const each of attributes) if (isNode(each) && each.type === "JSXAttribute" && nameOf(each["name"]) === name) return each;
  return null;
}

/** Text fields come from packages/ui/src/form: a raw one is left to right in Persian. */
export const textFields: Rule = {
  meta: { type: "problem", docs: { description: "Text fields are those of @amanat/ui, which know their direction." } },
  create(context) {
    if (!context.filename.endsWith(".tsx") || FIELDS.test(context.filename)) return {};
    return {
      ...onImports((specifier, node, typeOnly) => {
        if (specifier !== "@mantine/core" || typeOnly || !Array.isArray(node["specifiers"])) return;
        for (const each of node["specifiers"] as unknown[]) {
          if (!isNode(each) || each["importKind"] === "type") continue;
          const name = nameOf(each["imported"] ?? each["local"]);
          if (name !== null && TYPED.has(name)) context.report({ node: each, message: `${name}: use the fields of packages/ui/src/form` });
        }
      }),
      JSXOpeningElement(node) {
        const tag = nameOf(node["name"]);
        if (tag !== "input" && tag !== "textarea") return;
        const type = attributeOf(node, "type")?.["value"];
        const kind = isNode(type) ? nameOf(type) : null;
        if (attributeOf(node, "readOnly") !== null || (kind !== null && UNTYPED.has(kind))) return;
        context.report({ node, message: `<${tag}>: use the fields of @amanat/ui, which know their direction` });
      },
    };
  },
};

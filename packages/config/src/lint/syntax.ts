/** The few shapes of the syntax tree our rules look at; oxlint hands over ESTree nodes. */
export type Node = { type: string; [key: string]: unknown };

export type RuleContext = {
  filename: string;
  report(problem: { node: unknown; message: string }): void;
};

export type Rule = {
  meta: { type: "problem"; docs: { description: string } };
  create(context: RuleContext): Record<string, (node: Node) => void>;
};

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** The name a property key, identifier or literal carries; null when computed. */
export function nameOf(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === "Identifier" || value.type === "JSXIdentifier" || value.type === "PrivateIdentifier") return String(value["name"]);
  if (value.type === "Literal" && typeof value["value"] === "string") return value["value"];
  return null;
}

/** The value of a property in an object literal; null when absent. */
export function propertyOf(object: unknown, name: string): Node | null {
  if (!isNode(object) || object.type !== "ObjectExpression" || !Array.isArray(object["properties"])) return null;
  for (const property of object["properties"] as unknown[]) {
    if (isNode(property) && property.type === "Property" && nameOf(property["key"]) === name && isNode(property["value"]))
      return property["value"];
  }
  return null;
}

/** True for `process.env` and `import.meta.env`. */
export function isEnvironment(node: Node): boolean {
  if (node.type !== "MemberExpression" || nameOf(node["property"]) !== "env") return false;
  const object = node["object"];
  return isNode(object) && (nameOf(object) === "process" || object.type === "MetaProperty");
}

/** Calls `check` for every static import, re-export and dynamic import with its specifier. */
export function onImports(check: (specifier: string, node: Node, typeOnly: boolean) => void): Record<string, (node: Node) => void> {
  const visit = (node: Node) => {
    const source = nameOf(node["source"]);
    if (source !== null) check(source, node, node["importKind"] === "type" || node["exportKind"] === "type");
  };
  return { ImportDeclaration: visit, ExportNamedDeclaration: visit, ExportAllDeclaration: visit, ImportExpression: visit };
}

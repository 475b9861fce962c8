import { isNode, nameOf, onImports } from "./syntax.ts";
import type { Node, Rule } from "./syntax.ts";

/** Where the one guarded way to act lives. */
const GUARD = /apps\/web\/src\/client\/action\.ts$/;

/** Hooks whose calls a second press would repeat. */
const RAW: Readonly<Record<string, readonly string[]>> = {
  "@tanstack/react-query": ["useMutation"],
  wagmi: ["useConnect", "useSendTransaction", "useSignMessage", "useSwitchChain", "useWriteContract"],
};

const PRESSES = new Set(["onClick", "onSubmit"]);
/** Reads may be asked twice. */
const READS = new Set(["refetch", "fetchNextPage"]);

/** `() => void send()`: an act nobody waits for, and nothing to stop the second one. */
function unguardedCall(value: unknown): Node | null {
  if (!isNode(value) || value.type !== "JSXExpressionContainer" || !isNode(value["expression"])) return null;
  const arrow = value["expression"];
  if (arrow.type !== "ArrowFunctionExpression" || !isNode(arrow["body"])) return null;
  const body = arrow["body"];
  if (body.type !== "UnaryExpression" || body["operator"] !== "void" || !isNode(body["argument"])) return null;
  const callee = body["argument"]["callee"];
  const called = isNode(callee) && callee.type === "MemberExpression" ? nameOf(callee["property"]) : nameOf(callee);
  return called !== null && READS.has(called) ? null : body;
}

/** What acts goes through `useAction` or `useAmanatMutation`, which send one press once. */
export const onePress: Rule = {
  meta: { type: "problem", docs: { description: "A press acts once: through useAction or useAmanatMutation." } },
  create(context) {
    if (!/apps\/[a-z-]+\/src\/|packages\/ui\/src\//.test(context.filename) || GUARD.test(context.filename)) return {};
    return {
      ...onImports((specifier, node, typeOnly) => {
        const raw = RAW[specifier];
        if (raw === undefined || typeOnly || !Array.isArray(node["specifiers"])) return;
        for (const each of node["specifiers"] as unknown[]) {
          const name = isNode(each) ? nameOf(each["imported"]) : null;
          if (name !== null && raw.includes(name))
            context.report({ node: each, message: `${name} sends a double click twice; use useAction` });
        }
      }),
      MemberExpression(node) {
        if (nameOf(node["property"]) === "mutateAsync") context.report({ node, message: "mutateAsync is not guarded; use mutate" });
      },
      JSXAttribute(node) {
        if (!PRESSES.has(nameOf(node["name"]) ?? "")) return;
        const call = unguardedCall(node["value"]);
        if (call !== null) context.report({ node: call, message: "a second press would act again; use useAction" });
      },
    };
  },
};

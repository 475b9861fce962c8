import { memberOf, placeOf, type Place } from "./places.ts";
import { isNode, onImports, type Rule } from "./syntax.ts";

/** Names that only one kind of chain has: its namespaces, its token standards, its libraries. */
const WORDS = [/eip155|erc-?20|slip44|\btvm\b|jetton|toncenter|0x\[[^\]]+\]\{40\}/i, /(?<![A-Za-z])(?:evm|EVM|Evm)|(?<=[a-z])E(?:vm|VM)/];
const LIBRARIES = /^(viem|wagmi|@wagmi|@ton)(\/|$)/;

/** The folders of each kind of chain. What a chain of that kind needs stands there, and is asked for by the chain's name. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  /** The rails themselves, their list, and what they give to the scanner. */
  chain: ["src/evm/", "src/ton/", "src/rails.ts", "src/index.ts"],
  /** How names and addresses are written; `namespaces.ts` lists the kinds. */
  contracts: ["src/values/eip155.ts", "src/values/tvm.ts", "src/values/namespaces.ts"],
  /** The messages that wallets sign. */
  auth: ["src/wallet/"],
  /** Wallets in the browser. */
  web: ["src/features/wallet/", "src/server/dev-wallet-page.js"],
};

/** They run chains, follow one kind of them, or play one: another kind gets a file or a program beside them. */
const WHOLE_MEMBERS = new Set(["devstack", "scanner", "simulate", "bench", "config"]);

const isAllowed = ({ member, path, isTest }: Place): boolean =>
  isTest || WHOLE_MEMBERS.has(member) || (FOLDERS[member] ?? []).some((folder) => path.startsWith(folder));

/** A further kind of chain is a rail and a namespace: a word of one kind anywhere else would be a branch that the next one needs too. */
export const railWords: Rule = {
  meta: { type: "problem", docs: { description: "Words of one kind of chain stand in its own folders alone." } },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null || isAllowed(place)) return {};
    const message =
      "says a word of one kind of chain outside its folders (packages/config/src/lint/rail-words.ts): ask contracts' namespaces";
    const check = (node: unknown, text: unknown): void => {
      if (isNode(node) && typeof text === "string" && WORDS.some((word) => word.test(text))) context.report({ node, message });
    };
    return {
      ...onImports((specifier, node) => {
        if (memberOf(specifier) === null && LIBRARIES.test(specifier))
          context.report({
            node,
            message: `${specifier} is for the folders of one kind of chain (packages/config/src/lint/rail-words.ts)`,
          });
      }),
      Literal: (node) => check(node, regexIn(node) ?? node["value"]),
      Identifier: (node) => check(node, node["name"]),
      TemplateElement: (node) => check(node, (node["value"] as { raw?: unknown } | undefined)?.raw),
    };
  },
};

/** The pattern of a regular expression; undefined for every other literal. */
function regexIn(node: Record<string, unknown>): unknown {
  return (node["regex"] as { pattern?: unknown } | undefined)?.pattern;
}

import { placeOf } from "./places.ts";
import { isNode, nameOf } from "./syntax.ts";
import type { Node, Rule } from "./syntax.ts";
import { SHARED, tableOf } from "./tables.ts";

/**
 * What db does for every context, in the transaction of the fact, with the table it does it on. The owners stand above those who
 * call, so that nobody could ask them: an entry and an incident commit with the fact, and rows of every context point to people.
 */
const FOR_ALL: Readonly<Record<string, readonly string[]>> = {
  "db/src/audit.ts": ["AuditEntry"],
  // A proof of presence is worth nothing once its session has ended, and that is so at the moment it is spent.
  "db/src/grants.ts": ["Session"],
  "db/src/incidents.ts": ["Incident"],
  "db/src/people.ts": ["User"],
};
/** They make worlds, or measure and check them from outside: no context's code. */
const OUTSIDE = new Set(["devstack", "simulate", "lives", "bench", "testing", "e2e", "config"]);

const READS = /^(?:find|count$|aggregate$|groupBy$)/;
const WRITES = /^(?:create|update|upsert|delete)/;
const IN_SQL = /\b(FROM|JOIN|INTO|UPDATE)\s+(?:ONLY\s+)?"(\w+)"/g;
const LEDGER_IN_SQL = /\b(?:FROM|JOIN|INTO|UPDATE)\s+ledger\.(?:account|balance|transfer|block|liability)/;

/** A table is read and written by the context that owns it: the one its schema file is called after. */
export const tableOwner: Rule = {
  meta: {
    type: "problem",
    docs: { description: "A table is touched by the context whose .prisma file it stands in, and by nobody else." },
  },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null || place.isTest || OUTSIDE.has(place.member)) return {};
    const allowed = FOR_ALL[`${place.member}/${place.path}`] ?? [];
    const judge = (node: Node, name: string, reads: boolean) => {
      const table = tableOf(name);
      if (table === undefined || allowed.includes(table.model)) return;
      const { owner } = table;
      if (owner === place.member || (reads && table.context === SHARED)) return;
      context.report({ node, message: `\`${table.model}\` is ${owner}'s (prisma/schema/${table.context}.prisma): ask ${owner} for it` });
    };
    const readSql = (node: Node, text: unknown) => {
      if (typeof text !== "string") return;
      for (const [, word = "", name = ""] of text.matchAll(IN_SQL)) judge(node, name, word === "FROM" || word === "JOIN");
      if (place.member !== "ledger" && LEDGER_IN_SQL.test(text))
        context.report({ node, message: "the ledger's tables are read through packages/ledger" });
    };
    return {
      CallExpression(node) {
        const callee = node["callee"];
        if (!isNode(callee) || callee.type !== "MemberExpression") return;
        const method = nameOf(callee["property"]) ?? "";
        const object = callee["object"];
        if (!isNode(object) || object.type !== "MemberExpression" || !(READS.test(method) || WRITES.test(method))) return;
        judge(node, nameOf(object["property"]) ?? "", READS.test(method));
      },
      Literal: (node) => readSql(node, node["value"]),
      TemplateElement: (node) => readSql(node, (node["value"] as { raw?: unknown }).raw),
    };
  },
};

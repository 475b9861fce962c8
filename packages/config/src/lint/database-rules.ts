import { placeOf } from "./places.ts";
import { isNode, nameOf, onImports, propertyOf } from "./syntax.ts";
import type { Rule } from "./syntax.ts";

const UPDATES = new Set(["update", "updateMany", "updateManyAndReturn", "upsert"]);

/** Two writers must not both win: a status changes only from the status and version that were read. */
export const noStatusUpdateById: Rule = {
  meta: { type: "problem", docs: { description: "A write of `status` compares status or version in its `where`." } },
  create(context) {
    return {
      CallExpression(node) {
        const callee = node["callee"];
        if (!isNode(callee) || callee.type !== "MemberExpression" || !UPDATES.has(nameOf(callee["property"]) ?? "")) return;
        const [argument] = Array.isArray(node["arguments"]) ? (node["arguments"] as unknown[]) : [];
        const data = propertyOf(argument, "data") ?? propertyOf(argument, "update");
        if (data === null || propertyOf(data, "status") === null) return;
        const where = propertyOf(argument, "where");
        // A `where` made elsewhere cannot be judged here, so it has to be written out.
        if (propertyOf(where, "version") === null && propertyOf(where, "status") === null) {
          context.report({ node, message: "status moves by compare-and-set: name the status or version it moves from in `where`" });
        }
      },
    };
  },
};

/** Prisma's Decimal rounds in silence; packages/db turns it into bigint for everybody. */
export const noDecimal: Rule = {
  meta: { type: "problem", docs: { description: "Decimal exists in packages/db only." } },
  create(context) {
    if (placeOf(context.filename)?.member === "db") return {};
    return {
      MemberExpression(node) {
        if (nameOf(node["property"]) === "Decimal") context.report({ node, message: "amounts are bigint; Decimal rounds in silence" });
      },
      ...onImports((specifier, node) => {
        if (specifier.startsWith("decimal.js")) context.report({ node, message: "amounts are bigint; Decimal rounds in silence" });
      }),
    };
  },
};

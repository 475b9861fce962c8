import { placeOf } from "./places.ts";
import { isNode, nameOf, onImports, propertyOf } from "./syntax.ts";
import type { Node, Rule } from "./syntax.ts";
import { KEEPERS, STATE_IN_SQL, tableOf } from "./tables.ts";

const UPDATES = new Set(["update", "updateMany", "updateManyAndReturn", "upsert"]);

/** Whether a state may be among what is written: by name, or in something that is spread or was made elsewhere. */
function mayMoveState(data: unknown, states: readonly string[]): boolean {
  if (!isNode(data) || data.type !== "ObjectExpression") return true;
  if (states.some((name) => propertyOf(data, name) !== null)) return true;
  return Array.isArray(data["properties"]) && data["properties"].some((one) => isNode(one) && one.type === "SpreadElement");
}

const SETS_STATE = new RegExp(`(?:^|[\\s,(])"?${STATE_IN_SQL}"?\\s*=`, "i");
const COMPARES = new RegExp(`\\b(?:${STATE_IN_SQL}|version)\\b`, "i");

/** An update, or what an insert does to a row that is there. An interpolated table is a `?`. */
const UPDATES_IN_SQL =
  /\b(?:UPDATE\s+[\w."?]+(?:\s+\w+)?|DO\s+UPDATE)\s+SET\s+([\s\S]*?)(?:\bWHERE\b([\s\S]*?))?(?:\bRETURNING\b[\s\S]*)?$/i;

/** Whether one statement moves a state and compares nothing of what was read. */
export function movesStateBlindly(sql: string): boolean {
  const [, set = "", where = ""] = UPDATES_IN_SQL.exec(sql) ?? [];
  return SETS_STATE.test(set) && !COMPARES.test(where);
}

/** The table that `tx.deal.update` and its like are called on. */
function tableIn(callee: Node): ReturnType<typeof tableOf> {
  const object = callee["object"];
  const name = isNode(object) && object.type === "MemberExpression" ? nameOf(object["property"]) : null;
  return name === null ? undefined : tableOf(name);
}

/**
 * Two writers must not both win: a state changes only from the state or version that was read. A state is a status and its like, and a time from
 * which something has ended, such as `revokedAt`.
 */
export const noStatusUpdateById: Rule = {
  meta: { type: "problem", docs: { description: "A write of a state compares the state or the version in its `where`." } },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null || place.isTest || BEFORE_ANYBODY.has(place.member)) return {};
    const message = "a state moves by compare-and-set: name the state or version it moves from in `where`";
    return {
      Literal(node) {
        if (typeof node["value"] === "string" && movesStateBlindly(node["value"])) context.report({ node, message });
      },
      TemplateLiteral(node) {
        const parts = Array.isArray(node["quasis"]) ? (node["quasis"] as { value?: { raw?: string } }[]) : [];
        if (movesStateBlindly(parts.map(({ value }) => value?.raw ?? "").join("?"))) context.report({ node, message });
      },
      CallExpression(node) {
        const callee = node["callee"];
        if (!isNode(callee) || callee.type !== "MemberExpression" || !UPDATES.has(nameOf(callee["property"]) ?? "")) return;
        const [argument] = Array.isArray(node["arguments"]) ? (node["arguments"] as unknown[]) : [];
        const states = tableIn(callee)?.states ?? [];
        if (states.length === 0) return;
        // What was made elsewhere cannot be judged here, so it has to be written out.
        if (!isNode(argument) || argument.type !== "ObjectExpression") return context.report({ node, message });
        const data = propertyOf(argument, "data") ?? propertyOf(argument, "update");
        if (data === null || !mayMoveState(data, states)) return;
        const where = propertyOf(argument, "where");
        if (![...states, "version"].some((name) => propertyOf(where, name) !== null)) {
          context.report({ node, message });
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

const WRITES = new Set([
  ...UPDATES,
  "create",
  "createMany",
  "createManyAndReturn",
  "delete",
  "deleteMany",
  "$executeRaw",
  "$executeRawUnsafe",
]);
/** They make a world before there is anybody to do anything in it. */
const BEFORE_ANYBODY = new Set(["devstack", "simulate", "lives", "bench"]);
const WRITE_IN_SQL = /\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+"(\w+)"/g;

/** They write with a pool of their own, and each has a reason: the books and the trail by functions of the database, the rest beside them. */
const APART = new Set(["db", "limits", "scanner", "ledger", "audit"]);

/** `reader(ctx)` and `ctx.db.prisma`: a connection that may be no transaction's. */
function isLoose(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.type === "CallExpression") return nameOf(node["callee"]) === "reader";
  return node.type === "MemberExpression" && nameOf(node["property"]) === "prisma";
}

/**
 * Only `inTransaction` sees to it that a write leaves a trace; a write beside it would leave none. And what a row was and is
 * stands there because the one file that writes it says so: the comment over the table in its .prisma file names it.
 */
export const noUnauditedWrite: Rule = {
  meta: { type: "problem", docs: { description: "Contexts write inside inTransaction, which leaves a trace, and nowhere else." } },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null || place.isTest || BEFORE_ANYBODY.has(place.member)) return {};
    const file = `${place.member}/${place.path}`;
    const requireWriter = (node: Node, model: string | null) => {
      const writers = model === null ? null : tableOf(model)?.writers;
      if (writers && !writers.includes(file))
        context.report({
          node,
          message: `\`${model}\` is written by ${writers.join(", ")} alone, which notes each change for the audit trail`,
        });
    };
    const readSql = (node: Node, text: unknown) => {
      for (const [, table = ""] of typeof text === "string" ? text.matchAll(WRITE_IN_SQL) : []) requireWriter(node, table);
    };
    const judge = (node: Node, callee: unknown) => {
      if (!isNode(callee) || callee.type !== "MemberExpression" || !WRITES.has(nameOf(callee["property"]) ?? "")) return;
      const object = callee["object"];
      if (isNode(object) && object.type === "MemberExpression") requireWriter(node, nameOf(object["property"]));
      if (!KEEPERS.has(place.member) || APART.has(place.member)) return;
      const owner = isNode(object) && object.type === "MemberExpression" && !isLoose(object) ? object["object"] : object;
      if (isLoose(owner))
        context.report({ node, message: "write through `tx.tx` inside inTransaction: what is written beside it leaves no trace" });
    };
    return {
      CallExpression: (node) => judge(node, node["callee"]),
      TaggedTemplateExpression: (node) => judge(node, node["tag"]),
      Literal: (node) => readSql(node, node["value"]),
      TemplateElement: (node) => readSql(node, (node["value"] as { raw?: unknown }).raw),
    };
  },
};

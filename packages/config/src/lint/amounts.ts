import { placeOf } from "./places.ts";
import { isNode, nameOf, propertyOf } from "./syntax.ts";
import type { Node, Rule } from "./syntax.ts";

/** Columns that hold base units. */
const COLUMN = "(?:amount|price|priceMin|priceMax|budgetMin|budgetMax|received|fee|gasAmount|gasCost|balance|change)";
const IN_ORDER = new RegExp(`\\border\\s+by\\b[^;()]*?["\\s.,]${COLUMN}"?\\b`, "i");
const IN_SUM = new RegExp(`\\b(?:sum|avg|min|max)\\(\\s*-?(?:\\w+\\.)?"?${COLUMN}"?\\b`, "i");
const COMPARED = new RegExp(`"${COLUMN}"\\s*(?:<|>)=?\\s*(?!0\\b)`, "i");
/** What fixes the asset of every row a statement looks at: the column itself, or one account, which has one asset. */
const FIXED = /asset|account_id|\b(?:debit|credit)\b/i;

const PRISMA_FIELDS = new Set(["amount", "price", "priceMin", "priceMax", "budgetMin", "budgetMax", "received", "fee"]);
const BOUNDS = ["gt", "gte", "lt", "lte"];
const WORDS = "base units of different assets do not compare or add up: name the asset in the same statement";

function namesAmount(node: unknown): boolean {
  if (!isNode(node)) return false;
  if (node.type === "ArrayExpression") return Array.isArray(node["elements"]) && node["elements"].some(namesAmount);
  return [...PRISMA_FIELDS].some((field) => propertyOf(node, field) !== null);
}

/** Compared with a bound in a `where`; zero is zero in every asset, and is not looked for. */
function boundsAmount(where: unknown): boolean {
  return [...PRISMA_FIELDS].some((field) => {
    const asked = propertyOf(where, field);
    return asked !== null && BOUNDS.some((bound) => isNode(propertyOf(asked, bound)) && !isZero(propertyOf(asked, bound)));
  });
}

const isZero = (node: unknown) => isNode(node) && node.type === "Literal" && (node["bigint"] === "0" || node["value"] === 0);

/** A budget of 6 decimals was once compared with one of 18. */
export const amountsWithAsset: Rule = {
  meta: { type: "problem", docs: { description: "Amounts are ordered, summed and compared within one asset." } },
  create(context) {
    const place = placeOf(context.filename);
    if (place === null || place.isTest || place.member === "simulate" || place.member === "lives" || place.member === "bench") return {};
    return {
      TemplateLiteral(node) {
        const quasis = Array.isArray(node["quasis"]) ? (node["quasis"] as Node[]) : [];
        const text = quasis.map((part) => String((part["value"] as { raw?: string } | undefined)?.raw ?? "")).join("?");
        if (!/\b(?:select|where|order by|sum\()/i.test(text) && !COMPARED.test(text)) return;
        if ((IN_ORDER.test(text) || IN_SUM.test(text) || COMPARED.test(text)) && !FIXED.test(text))
          context.report({ node, message: WORDS });
      },
      ObjectExpression(node) {
        const where = propertyOf(node, "where");
        const asset = propertyOf(where, "assetId") ?? propertyOf(where, "id");
        const unordered = namesAmount(propertyOf(node, "orderBy")) || namesAmount(propertyOf(node, "_sum"));
        const grouped = propertyOf(node, "by");
        const byAsset =
          isNode(grouped) && Array.isArray(grouped["elements"]) && grouped["elements"].some((one) => nameOf(one) === "assetId");
        if ((unordered || boundsAmount(where)) && asset === null && !byAsset) context.report({ node, message: WORDS });
      },
    };
  },
};

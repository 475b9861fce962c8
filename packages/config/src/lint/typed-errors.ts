import { ARROW, placeOf } from "./places.ts";
import { nameOf } from "./syntax.ts";
import type { Rule } from "./syntax.ts";

const PLAIN = new Set(["Error", "TypeError", "RangeError", "TRPCError"]);
/** What contexts are made of, and the contexts that stand in the arrow; a member that is not named there is a context that was added. */
const HELD = new Set(["contracts", "db", "ledger", "audit", "payment", "incidents", "limits", "deals", "marketplace", "auth"]);
const isHeld = (member: string) => HELD.has(member) || !Object.hasOwn(ARROW, member);

/** Callers get codes. `db/server` is left out: it starts and migrates servers and speaks to the person at the terminal. */
export const typedErrors: Rule = {
  meta: { type: "problem", docs: { description: "Contexts throw DomainError for a caller, BrokenInvariant for what cannot be." } },
  create(context) {
    const place = placeOf(context.filename);
    if (!place || place.isTest || !isHeld(place.member) || place.path.startsWith("src/server/")) return {};
    return {
      NewExpression(node) {
        const name = nameOf(node["callee"]);
        if (name !== null && PLAIN.has(name))
          context.report({ node, message: "a caller gets a DomainError with its code; what cannot be is a BrokenInvariant" });
      },
    };
  },
};

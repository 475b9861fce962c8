import { books, polled, read } from "../access.ts";
import { nothing } from "../page.ts";
import { query } from "../procedure.ts";
import { byPair, byQuote, priceStatus, quoteList, quoteView } from "./schemas.ts";

/** Everybody who is signed out gets the same answer for so long: far below the life of a quote. */
const KEPT = { keptSeconds: 5 };

export const procedures = {
  rates: query(nothing, quoteList, read("public", "none", "payments:read", KEPT)),
  quote: query(byPair, quoteView, read("public", "none", "payments:read")),
  getQuote: query(byQuote, quoteView, read("public", "none", "payments:read")),
  status: query(nothing, priceStatus, polled(books, "tenant", "payouts:read")),
} as const;

import { books, polled, read } from "../access.ts";
import { nothing } from "../page.ts";
import { query } from "../procedure.ts";
import { byPair, byQuote, priceStatus, quoteList, quoteView } from "./schemas.ts";

export const procedures = {
  rates: query(nothing, quoteList, read("public", "none", "payments:read")),
  quote: query(byPair, quoteView, read("public", "none", "payments:read")),
  getQuote: query(byQuote, quoteView, read("public", "none", "payments:read")),
  status: query(nothing, priceStatus, polled(books, "tenant", "payouts:read")),
} as const;

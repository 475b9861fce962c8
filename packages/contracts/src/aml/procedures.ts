import { admin, books, polled, write } from "../access.ts";
import { acknowledged, nothing } from "../page.ts";
import { mutation, query } from "../procedure.ts";
import { amlStatus, askRefreshInput } from "./schemas.ts";

export const procedures = {
  status: query(nothing, amlStatus, polled(books, "tenant", "payouts:read")),
  refresh: mutation(askRefreshInput, acknowledged, admin(write("tenant", "a list is fetched, as seen", null))),
} as const;

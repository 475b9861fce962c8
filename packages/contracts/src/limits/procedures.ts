import { admin, read, write } from "../access.ts";
import { mutation, query } from "../procedure.ts";
import { changeLimitInput, limitList } from "./schemas.ts";
import { nothing } from "../page.ts";

export const procedures = {
  tiers: query(nothing, limitList, admin(read("user", "tenant", null))),
  change: mutation(changeLimitInput, limitList, admin(write("tenant", "version as seen", null, { stepUp: "limits.change" }))),
} as const;

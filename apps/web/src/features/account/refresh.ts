"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { QueryName } from "../../client/query-key.ts";

/** Asks again for what the account pages show of these. */
export function useAccountRefresh(): (...procedures: QueryName<"auth">[]) => Promise<void> {
  const queries = useQueryClient();
  return async (...procedures) => {
    await Promise.all(procedures.map((procedure) => queries.invalidateQueries({ queryKey: ["auth", procedure] })));
  };
}

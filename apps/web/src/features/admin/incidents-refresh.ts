"use client";

import { useQueryClient } from "@tanstack/react-query";

/** Asks again for the incidents on screen. */
export function useIncidentsRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["incidents"] });
}

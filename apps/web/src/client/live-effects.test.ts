import { EVENTS, PROCEDURES, type EventType } from "@amanat/contracts";
import { expect, test } from "vitest";
import { staleAfter } from "./live-effects.ts";

const queries = new Set(
  Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
    Object.entries(procedures)
      .filter(([, p]) => p.kind === "query")
      .map(([name]) => `${namespace}.${name}`),
  ),
);

test("every event but the end of a session refreshes something, and only queries that exist", () => {
  for (const type of Object.keys(EVENTS) as EventType[]) {
    const stale = staleAfter(type);
    expect(stale.length > 0 || type === "session.revoked.v1", type).toBe(true);
    for (const name of stale) expect(queries, type).toContain(name);
  }
});

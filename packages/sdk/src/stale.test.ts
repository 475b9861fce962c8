import { EVENTS, type EventType, PROCEDURES } from "@amanat/contracts";
import { expect, test } from "vitest";
import { staleAfter } from "./stale.ts";

const queries = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
  Object.entries(procedures)
    .filter(([, { kind }]) => kind === "query")
    .map(([name]) => `${namespace}.${name}`),
);

test("every event but the end of a session refreshes something, each query once, and only queries that exist", () => {
  for (const type of Object.keys(EVENTS) as EventType[]) {
    const stale = staleAfter(type);
    expect(stale.length > 0 || type === "session.revoked.v1", type).toBe(true);
    expect(new Set(stale).size, type).toBe(stale.length);
    for (const name of stale) expect(queries, type).toContain(name);
  }
});

test("an event that this client does not know refreshes nothing", () => {
  expect(staleAfter("weather.changed.v1" as EventType)).toEqual([]);
  expect(staleAfter("constructor.x.v1" as EventType)).toEqual([]);
});

import { SCOPES } from "@amanat/contracts";
import { expect, test } from "vitest";
import { networksOf, SCOPE_GROUPS } from "./scopes.ts";

test("every scope can be given, once", () => {
  expect(SCOPE_GROUPS.flatMap(({ scopes }): string[] => [...scopes]).toSorted()).toEqual([...SCOPES].toSorted());
});

test("networks are read however they are listed", () => {
  expect(networksOf(" 203.0.113.7,\n198.51.100.0/24 2001:db8::1\n2001:db8::/32 ")).toEqual([
    "203.0.113.7/32",
    "198.51.100.0/24",
    "2001:db8::1/128",
    "2001:db8::/32",
  ]);
  expect(networksOf(" \n")).toEqual([]);
});

import { globSync } from "node:fs";
import path from "node:path";
import { MATRIX } from "@amanat/contracts";
import { describe, expect, it } from "vitest";
import { routeOf } from "./routes.ts";

const app = path.join(import.meta.dirname, "../app");

/** `[locale]/(act)/deals/[id]/page.tsx` is `/deals/[id]`: neither the language nor a group of routes is part of what is guarded. */
const pages = globSync("**/page.tsx", { cwd: app }).map((file) => {
  const place = file
    .replaceAll(path.sep, "/")
    .replaceAll(/\(\w+\)\//g, "")
    .replace(/\/?page\.tsx$/, "");
  return `/${place.replace(/^\[locale\]\/?/, "")}`;
});

describe("abuse 02: what has no row in the matrix does not exist", () => {
  it("has a row for every page, and a page for every row", () => {
    expect(pages.toSorted()).toEqual(Object.keys(MATRIX.pages).toSorted());
  });

  it("has a row for every route that Next answers", () => {
    const routes = globSync("**/route.{ts,tsx}", { cwd: app }).map((file) => `/${path.dirname(file).replaceAll(path.sep, "/")}`);
    for (const route of routes) expect(routeOf("GET", route.replace(/\[.*\]/, "x")), route).not.toBeNull();
  });

  it("answers the most exact row, and a method that has none not at all", () => {
    expect(routeOf("POST", "/api/auth/telegram")).toBe("POST /api/auth/telegram");
    expect(routeOf("POST", "/api/auth/callback/password")).toBe("* /api/auth/*");
    expect(routeOf("GET", "/fa/deals")).toBeNull();
    expect(routeOf("HEAD", "/healthz")).toBe("GET /healthz");
    expect(() => routeOf("GET", "/api/amn-scanner/webhook")).toThrow(expect.objectContaining({ code: "METHOD_NOT_ALLOWED" }));
    expect(() => routeOf("POST", "/metrics")).toThrow(expect.objectContaining({ code: "METHOD_NOT_ALLOWED" }));
  });
});

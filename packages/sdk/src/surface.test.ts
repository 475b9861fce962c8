import { PROCEDURES } from "@amanat/contracts";
import { describe, expect, it } from "vitest";
import * as sdk from "./index.ts";
import { SURFACE } from "./surface.ts";

describe("the surface", () => {
  it("names every procedure of the catalogue, each with its manner", () => {
    const { events, ...namespaces } = PROCEDURES;
    const expected = Object.fromEntries(
      Object.entries(namespaces).map(([namespace, procedures]) => [
        namespace,
        Object.fromEntries(
          Object.entries(procedures).map(([name, { kind, access }]) => [
            name,
            kind === "mutation" && access.rate === "money" ? "money" : kind,
          ]),
        ),
      ]),
    );
    expect(SURFACE).toEqual(expected);
    expect(Object.keys(events)).toEqual(["stream"]);
  });

  it("exports exactly this", () => {
    expect(Object.keys(sdk).sort((a, b) => (a < b ? -1 : 1))).toMatchInlineSnapshot(`
      [
        "AmanatError",
        "createAmanat",
        "formatUnits",
        "parseUnits",
        "splitFee",
        "staleAfter",
        "verifyConversation",
        "verifyLiability",
        "verifyWebhook",
      ]
    `);
  });

  it("gives a client with every namespace and nothing else", () => {
    const amanat = sdk.createAmanat({ baseUrl: "http://localhost:1" });
    expect(Object.keys(amanat)).toEqual([...Object.keys(SURFACE), "events", "setToken"]);
    expect(Object.keys(amanat.payment)).toEqual(Object.keys(SURFACE.payment));
  });
});

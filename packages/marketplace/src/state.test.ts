import { DomainError } from "@amanat/contracts";
import { wayOf } from "@amanat/db";
import { describeMachines, expectDrawn } from "@amanat/testing";
import { expect, test } from "vitest";
import { DEAL, OFFER, REQUEST } from "./state.ts";

describeMachines([REQUEST, OFFER, DEAL]);

test("role is judged before state", () => {
  expect(wayOf(DEAL, "delivered", "confirm", "buyer").to).toBe("completed");
  expect(() => wayOf(DEAL, "payment", "confirm", "seller")).toThrow(expect.objectContaining({ code: "FORBIDDEN" }));
  expect(() => wayOf(DEAL, "payment", "confirm", "buyer")).toThrow(expect.objectContaining({ code: "INVALID_STATE" }));
  expect(() => wayOf(DEAL, "processing", "cancel", "buyer")).toThrow(DomainError);
});

test("the README shows these tables", () => expectDrawn(new URL("../README.md", import.meta.url), [REQUEST, OFFER, DEAL]));

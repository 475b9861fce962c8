import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { ENDPOINT, MESSAGE } from "./state.ts";

describeMachines([ENDPOINT, MESSAGE]);

test("the README shows these tables", () => expectDrawn(new URL("../README.md", import.meta.url), [ENDPOINT, MESSAGE]));

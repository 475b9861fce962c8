import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { DELIVERY } from "./state.ts";

describeMachines([DELIVERY]);

test("the README shows this table", () => expectDrawn(new URL("../README.md", import.meta.url), [DELIVERY]));

import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { INCIDENT } from "./state.ts";

describeMachines([INCIDENT]);

test("the README shows this table", () => expectDrawn(new URL("../README.md", import.meta.url), [INCIDENT]));

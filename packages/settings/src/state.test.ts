import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { SETTING_CHANGE } from "./state.ts";

describeMachines([SETTING_CHANGE]);

test("the README shows this table", () => expectDrawn(new URL("../README.md", import.meta.url), [SETTING_CHANGE]));

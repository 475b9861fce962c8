import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { DEPARTURE, EXPORT, PURGE } from "./state.ts";

describeMachines([EXPORT, PURGE, DEPARTURE]);

test("the README shows these tables", () => expectDrawn(new URL("../README.md", import.meta.url), [EXPORT, PURGE, DEPARTURE]));

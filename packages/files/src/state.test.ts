import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { FILE } from "./state.ts";

describeMachines([FILE]);

test("the README shows this table", () => expectDrawn(new URL("../README.md", import.meta.url), [FILE]));

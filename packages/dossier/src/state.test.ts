import { describeMachines, expectDrawn } from "@amanat/testing";
import { test } from "vitest";
import { DOSSIER } from "./state.ts";

describeMachines([DOSSIER]);

test("the README shows this table", () => expectDrawn(new URL("../README.md", import.meta.url), [DOSSIER]));

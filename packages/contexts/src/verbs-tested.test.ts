import { readFile } from "node:fs/promises";
import { CONTEXTS, type Namespace, PROCEDURES } from "@amanat/contracts";
import { expect, test } from "vitest";

/**
 * Every context that changes anything has a table of scenes, and the compiler demands one for each of its verbs there: each is refused to
 * strangers and to nobody in particular, done once by several at once, and answered again to its key.
 */
const contexts = Object.keys(CONTEXTS) as (keyof typeof CONTEXTS & Namespace)[];
const writing = contexts.filter((name) => Object.values(PROCEDURES[name]).some(({ kind }) => kind === "mutation"));

test.each(writing)("the verbs of %s are tried on real rows", async (name) => {
  const scenes = await readFile(new URL(`../../${name}/src/verbs.test.ts`, import.meta.url), "utf8");
  expect(scenes).toMatch(new RegExp(`describeVerbs\\(\\s*"${name}",`));
  // Only auth has writes without a key (decision 0036).
  expect(/keyed:\s*false/.test(scenes)).toBe(name === "auth");
});

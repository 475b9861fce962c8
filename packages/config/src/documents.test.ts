import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "../../..");
const documents = globSync(["*.md", "docs/**/*.md", "{apps,packages,e2e,bench}/*/README.md", "{e2e,bench}/*.md"], {
  cwd: ROOT,
  exclude: (name) => name.includes("node_modules"),
});

/** Where the links of a document lead that name a file of the repository. */
function linked(document: string): string[] {
  const text = readFileSync(path.join(ROOT, document), "utf8").replaceAll(/```.*?```/gs, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.flatMap((link) => (/^[a-z]+:|^#/.test(link) ? [] : [link.replace(/#.*$/, "")]));
}

describe.each(documents)("%s", (document) => {
  test("links to what is there", () => {
    const lost = linked(document).filter((link) => !existsSync(path.resolve(ROOT, path.dirname(document), link)));
    expect(lost).toEqual([]);
  });
});

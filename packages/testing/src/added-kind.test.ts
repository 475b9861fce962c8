import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { LINES, ROOT, withLine } from "./added-kind.fixture.ts";

/** The short form of `npm run prove -- added-kind`, which adds the kind to a copy of the checkout and lives its deals there. */
test.each(LINES)("a kind that is added has one place for its line in $file: $add", (line) => {
  const list = readFileSync(path.join(ROOT, line.file), "utf8");
  expect(list).not.toContain(line.add.trim());
  expect(withLine(list, line)).toContain(line.add);
});

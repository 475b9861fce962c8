import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = import.meta.dirname;
const SHEETS = join(SOURCES, "../node_modules/@mantine/core/styles");

test("every part of the kit that is drawn brings its sheet", () => {
  const loaded = readFileSync(join(SOURCES, "styles.ts"), "utf8");
  const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\./.test(file),
  );
  const parts = files.flatMap((file) =>
    [...readFileSync(join(SOURCES, file), "utf8").matchAll(/(?:import|export) \{([^}]*)\} from "@mantine\/core"/g)].flatMap(
      ([, names = ""]) => names.split(",").map((name) => name.trim().split(" as ")[0] ?? ""),
    ),
  );
  expect(parts.length).toBeGreaterThan(30);
  const bare = parts.filter((part) => existsSync(join(SHEETS, `${part}.layer.css`)) && !loaded.includes(`/${part}.layer.css"`));
  expect(bare).toEqual([]);
});

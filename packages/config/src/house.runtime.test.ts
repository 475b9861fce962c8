import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../../..");
type Manifest = { name: string; dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const AWAY = ["**/node_modules/**", "**/.next/**", "**/dist/**", "**/generated/**"];
/** What runs where there are only `dependencies`: no tests, no fixtures, no folder of either. */
const running = globSync("{apps,packages,e2e,bench}/**/*.{ts,tsx,mts,mjs}", { cwd: root, exclude: AWAY }).filter(
  (file) =>
    !/\.test\.tsx?$|\.fixture\.tsx?$|\/testing\/|^packages\/testing\/|^e2e\/|^bench\/|^packages\/config\/|\.d\.ts$|(next|postcss|tsdown)\.config\./.test(
      file,
    ),
);

/** They run where everything is installed: they build what is installed elsewhere. */
const BUILDERS = new Set(["packages/sdk/src/build.ts", "packages/i18n/src/check.ts"]);
/** What is built into a package and not loaded beside it. */
const BUNDLED: Readonly<Record<string, readonly string[]>> = { "packages/sdk": ["@amanat/contracts", "@amanat/archive", "canonicalize"] };

/** Packages a file loads when it runs. Types alone load nothing; `import { type A }` does. */
function loaded(text: string): string[] {
  const found = text.matchAll(/^\s*(?:import|export)\s+(?!type\s)(?:[^"'`;]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm);
  return [...found].flatMap(([, from, lazily]) => {
    const name = from ?? lazily ?? "";
    if (name === "" || /^[.#]|^node:/.test(name)) return [];
    return [
      name
        .split("/")
        .slice(0, name.startsWith("@") ? 2 : 1)
        .join("/"),
    ];
  });
}

it("what a package loads when it runs is among its dependencies: development's are not installed beside it", () => {
  const members = globSync(["apps/*/package.json", "packages/*/package.json"], { cwd: root }).map((file) => path.dirname(file));
  const wrong = members.flatMap((member) => {
    const manifest = JSON.parse(read(`${member}/package.json`)) as Manifest;
    const allowed = new Set([manifest.name, ...Object.keys(manifest.dependencies ?? {}), ...(BUNDLED[member] ?? [])]);
    return running
      .filter((file) => file.startsWith(`${member}/`) && !BUILDERS.has(file))
      .flatMap((file) => loaded(read(file)).flatMap((name) => (allowed.has(name) ? [] : [`${file} loads ${name}`])));
  });
  expect(wrong).toEqual([]);
  // The walk itself finds what there is to find.
  expect(
    loaded('import a from "x";\nexport { b } from "@y/z/w";\nimport type { C } from "t";\nawait import("lazy/a");\nimport "side";'),
  ).toEqual(["x", "@y/z", "lazy", "side"]);
});

it("a secret of ours is as long in every process's environment", () => {
  /** Given by others, who decide how long they are. */
  const theirs = new Set([
    "GOOGLE_CLIENT_SECRET",
    "TELEGRAM_CLIENT_SECRET",
    "TURNSTILE_SECRET_KEY",
    "PUSHER_SECRET",
    "RESEND_WEBHOOK_SECRET",
  ]);
  const declared = running
    .filter((file) => file.endsWith("/config.ts"))
    .flatMap((file) =>
      [...read(file).matchAll(/^ {2}([A-Z_]*(?:SECRET|BEARER_TOKEN)[A-Z_]*): (\w+)/gm)].map(([, name = "", by = ""]) => ({
        file,
        name,
        by,
      })),
    );
  expect(declared.length).toBeGreaterThan(5);
  expect(declared.filter(({ name, by }) => by !== "secretSchema" && !theirs.has(name))).toEqual([]);
});

it("no text that comes in is a pattern: what stands in LIKE is taken literally", () => {
  const wrong = running.flatMap((file) =>
    read(file)
      .split("\n")
      .flatMap((line, at) => {
        if (/^\s*(\*|\/\/)/.test(line)) return [];
        const byPrisma =
          /\b(contains|startsWith|endsWith): (?!literally\()/.test(line) &&
          !/\b(contains|startsWith|endsWith): (string|boolean)/.test(line);
        const inSql = /\bI?LIKE\b.*\$\{(?!literally\()/.test(line);
        return byPrisma || inSql ? [`${file}:${at + 1}: ${line.trim()}`] : [];
      }),
  );
  expect(wrong).toEqual([]);
});

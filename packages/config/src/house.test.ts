import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { physicalInCss } from "./lint/logical-properties.ts";
import { ARROW, mayImport, TEST_ONLY } from "./lint/places.ts";

const root = path.resolve(import.meta.dirname, "../../..");
type Manifest = {
  name: string;
  exports?: Record<string, unknown>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

const members = globSync(["apps/*/package.json", "packages/*/package.json", "e2e/package.json"], { cwd: root }).map((file) => ({
  folder: path.basename(path.dirname(file)),
  manifest: JSON.parse(readFileSync(path.join(root, file), "utf8")) as Manifest,
}));
const ours = (dependencies: Record<string, string> = {}) =>
  Object.keys(dependencies).flatMap((name) => (name.startsWith("@amanat/") ? [name.slice("@amanat/".length)] : []));

describe("the house", () => {
  it("has no dependency against the arrow in any package.json", () => {
    const wrong = members.flatMap(({ folder, manifest }) => {
      const runtime = ours(manifest.dependencies).filter((wanted) => !mayImport(folder, wanted));
      const development = ours(manifest.devDependencies).filter(
        (wanted) => !mayImport(folder, wanted) && !TEST_ONLY.some((allowed) => allowed === wanted),
      );
      return [...runtime, ...development].map((wanted) => `${folder} → ${wanted}`);
    });
    expect(wrong).toEqual([]);
  });

  it("has no cycle between packages", () => {
    const done = new Set<string>();
    const visit = (name: string, above: readonly string[]): void => {
      expect(above, `${[...above, name].join(" → ")}`).not.toContain(name);
      if (done.has(name)) return;
      for (const next of ARROW[name] ?? []) visit(next, [...above, name]);
      done.add(name);
    };
    for (const name of Object.keys(ARROW)) visit(name, []);
  });

  /** A context's first floor, besides `verbs`, `reads`, `internal` and `testing`. Ways of proving or paying are folders of their own. */
  const FLOOR =
    /^(index|module|ports|rules|state|settings|timers|channels|reactions|feed|about|purges|[\w-]+(\.\w+)*\.(test|fixture))\.ts$/;
  const ALSO: Readonly<Record<string, readonly string[]>> = {
    auth: ["notices.ts", "passkeys", "presence", "telegram", "wallet"],
    deals: ["kind.ts", "transition.ts"],
    limits: ["limits.ts"],
    marketplace: ["purchase.ts", "standing.ts"],
    payment: [
      "chain-settings.ts",
      "crash-points.ts",
      "crashes",
      "providers",
      "rails.ts",
      "reconciliation-rules.ts",
      "reconciliation-state.ts",
      "safekeeping-state.ts",
      "unmatched-state.ts",
    ],
  };

  it("has the same inner shape in every context", () => {
    const contexts = members.filter(({ manifest }) => "./module" in (manifest.exports ?? {})).map(({ folder }) => folder);
    expect(contexts.length).toBeGreaterThan(7);
    const odd = contexts.flatMap((name) =>
      globSync("*", { cwd: path.join(root, "packages", name, "src") })
        .filter((entry) => !["verbs", "reads", "internal", "testing"].includes(entry) && !FLOOR.test(entry) && !ALSO[name]?.includes(entry))
        .map((entry) => `${name}/src/${entry}`),
    );
    expect(odd).toEqual([]);
    const missing = contexts.flatMap((name) =>
      ["index.ts", "module.ts", "verbs", "reads"]
        .filter((entry) => !existsSync(path.join(root, "packages", name, "src", entry)))
        .map((entry) => `${name}/src/${entry}`),
    );
    expect(missing).toEqual([]);
  });

  it("writes style sheets for both directions", () => {
    const sheets = globSync("{apps,packages}/**/*.css", { cwd: root, exclude: ["**/node_modules/**", "**/.next/**", "**/dist/**"] });
    expect(sheets.flatMap((file) => physicalInCss(readFileSync(path.join(root, file), "utf8")).map((found) => `${file}:${found}`))).toEqual(
      [],
    );
  });
});

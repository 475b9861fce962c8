import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { KINDS } from "@amanat/contexts";
import type { KindOfLife } from "@amanat/lives";

/** The composition of all contexts. From there their packages are found, those too that nobody here knows. */
const fromContexts = createRequire(import.meta.resolve("@amanat/contexts"));
const { dependencies } = fromContexts("../package.json") as { readonly dependencies: Readonly<Record<string, string>> };

/** The file that a package exports as `./life`; null where it has none. */
function lifeOf(name: string): string | null {
  try {
    return fromContexts.resolve(`${name}/life`);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED") return null;
    throw error;
  }
}

/** How each kind of deal is lived. A kind that nobody lives is an error. */
export async function livesOfEveryKind(): Promise<readonly [KindOfLife, ...KindOfLife[]]> {
  const files = Object.keys(dependencies)
    .filter((name) => name.startsWith("@amanat/"))
    .flatMap((name) => lifeOf(name) ?? []);
  const found = await Promise.all(files.map((file) => import(pathToFileURL(file).href) as Promise<{ LIFE: KindOfLife }>));
  const lives = found.map(({ LIFE }) => LIFE);
  for (const kind of Object.keys(KINDS))
    if (lives.every((life) => life.kind !== kind)) throw new Error(`nobody lives ${kind}: its package exports no ./life`);
  const [first, ...others] = lives;
  if (first === undefined) throw new Error("there is no kind of deal");
  return [first, ...others];
}

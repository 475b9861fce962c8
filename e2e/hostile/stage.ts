import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startStack } from "@amanat/devstack";
import type { Stack, StackOptions } from "@amanat/devstack";
import { worldOf } from "./trader.ts";
import type { World } from "./trader.ts";

export type Stage = { readonly stack: Stack; readonly world: World; readonly dataDir: string; end(): Promise<void> };

/** A whole Amanat of one test's own, in an empty data directory: for tests that break the world they run in. */
export async function openStage(name: string, options: StackOptions = {}): Promise<Stage> {
  const dataDir = mkdtempSync(path.join(tmpdir(), `amanat-${name}-`));
  const stack = await startStack({ dataDir, port: 0, blockMs: [250, 250], ...options });
  const end = async () => {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  if (stack.demo === null) throw new Error("these tests need the demo's chain");
  return { stack, world: await worldOf(stack.url, stack.demo), dataDir, end };
}

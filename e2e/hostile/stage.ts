import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startStack } from "@amanat/devstack";
import type { Stack, StackOptions } from "@amanat/devstack";
import { afterAll, beforeAll } from "vitest";
import { worldOf } from "./trader.ts";
import type { World } from "./trader.ts";

export type Stage = { readonly stack: Stack; readonly world: World; readonly dataDir: string };

/** One whole Amanat for the tests of a file, in an empty data directory, gone afterwards. */
export function useStack(name: string, options: StackOptions = {}): Stage {
  let stack: Stack | null = null;
  let world: World | null = null;
  let dataDir = "";
  beforeAll(async () => {
    dataDir = mkdtempSync(path.join(tmpdir(), `amanat-${name}-`));
    stack = await startStack({ dataDir, port: 0, ...options });
    if (stack.demo === null) throw new Error("these tests need the demo's chain");
    world = await worldOf(stack.url, stack.demo);
  });
  afterAll(async () => {
    await stack?.stop();
    if (dataDir !== "") rmSync(dataDir, { recursive: true, force: true });
  });
  const started = <T>(value: T | null): T => {
    if (value === null) throw new Error("the stack has not started");
    return value;
  };
  return {
    get stack() {
      return started(stack);
    },
    get world() {
      return started(world);
    },
    get dataDir() {
      return dataDir;
    },
  };
}

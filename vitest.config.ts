import { defineConfig } from "vitest/config";

/** As `packages/testing/src/patience.ts` has it for `vi.waitFor`. */
const PATIENCE_MS = 20_000;

/**
 * One run for the whole house. `vitest run packages/ledger` (from the root) runs one package.
 * Three workers for two cores: the tests wait for a real database and a real chain half of the time.
 */
const shared = {
  // A full deal on a real chain takes seconds; the bound is there to end a hang, not to measure.
  testTimeout: 60_000,
  hookTimeout: 120_000,
  teardownTimeout: 20_000,
  setupFiles: ["packages/testing/src/patience.ts"],
  expect: { poll: { timeout: PATIENCE_MS } },
};

const ignored = ["**/node_modules/**", "**/fixtures/**", "**/dist/**", "**/.next/**", "**/.amanat/**"];

export default defineConfig({
  test: {
    maxWorkers: 3,
    projects: [
      {
        test: {
          ...shared,
          name: "house",
          // Modules are read once a worker instead of once a file: a third of the processor's time. They keep no state of their own.
          isolate: false,
          include: ["packages/**/*.test.{ts,tsx}", "apps/**/*.test.{ts,tsx}", "bench/**/*.test.ts"],
          exclude: [...ignored, "**/*.slow.test.ts", "**/*.prove.test.ts"],
          globalSetup: ["packages/testing/src/global-setup.ts"],
        },
      },
      {
        // Whole stacks in processes of their own: supervisor, SDK tarball, killed children. One at a time.
        test: {
          ...shared,
          name: "slow",
          include: ["packages/**/*.slow.test.ts", "apps/**/*.slow.test.ts", "bench/**/*.slow.test.ts"],
          exclude: ignored,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          globalSetup: ["packages/testing/src/global-setup.ts"],
        },
      },
      {
        // Proofs that have no short form that is short enough: `npm run prove` alone runs them.
        test: {
          ...shared,
          name: "prove",
          include: ["packages/**/*.prove.test.ts"],
          exclude: ignored,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});

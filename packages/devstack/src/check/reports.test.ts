import { expect, test } from "vitest";
import { readPlaywright, readVitest } from "./reports.ts";
import { failures, NOTHING, sum } from "./tally.ts";

const file = (name: string, more: object) => ({ name, startTime: 0, endTime: 1_000, status: "passed", assertionResults: [], ...more });

test("what failed is named at the end: a test with the first line of why, a file that did not load, one that was skipped", () => {
  const tally = readVitest(
    {
      numPassedTests: 1,
      numFailedTests: 1,
      numFailedTestSuites: 2,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [
        file("packages/db/src/a.test.ts", {
          status: "failed",
          assertionResults: [
            { fullName: "a whole name", status: "failed", failureMessages: ["expected 1 to be 2\n  at here"] },
            { fullName: "waits", status: "pending", failureMessages: [] },
            { fullName: "good", status: "passed", failureMessages: [] },
          ],
        }),
        file("packages/db/src/b.test.ts", { status: "failed", message: "Cannot find module x" }),
      ],
    },
    1,
  );
  expect(tally).toMatchObject({ passed: 1, failed: 2 });
  expect(failures(tally ?? NOTHING)).toEqual([
    "  ✗ packages/db/src/a.test.ts > a whole name: expected 1 to be 2",
    "  ✗ packages/db/src/a.test.ts > waits: pending",
    "  ✗ packages/db/src/b.test.ts: Cannot find module x",
  ]);
});

test("a browser test that passed at its second try is named too, and what passed is not", () => {
  const spec = (title: string, status: string) => ({
    title,
    file: "flows/pay.test.ts",
    ok: true,
    tests: [{ status, results: [{ duration: 5 }] }],
  });
  const report = {
    config: { rootDir: "e2e" },
    suites: [{ title: "pay", specs: [spec("pays", "expected"), spec("pays again", "flaky")] }],
    stats: { expected: 1, unexpected: 0, flaky: 1, skipped: 0 },
  };
  const tally = readPlaywright(report, 0) ?? NOTHING;
  expect(failures(sum(NOTHING, tally))).toEqual(["  ✗ e2e/flows/pay.test.ts > pays again: flaky"]);
});

test("of a run in which everything broke, the first thirty are named", () => {
  const broken = { ...NOTHING, failed: 31, failures: Array.from({ length: 31 }, (_, n) => `test ${n}`) };
  expect(failures(broken).at(-1)).toBe("  … and 1 more");
  expect(failures(NOTHING)).toEqual([]);
});

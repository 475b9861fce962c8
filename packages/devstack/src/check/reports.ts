import path from "node:path";
import * as z from "zod";
import { ROOT } from "../build.ts";
import type { Tally, Took } from "./tally.ts";

const fromRoot = (file: string) => path.relative(ROOT, path.resolve(ROOT, file));

const vitest = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      startTime: z.number(),
      endTime: z.number(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
});

/** What Vitest's JSON report says; null when it is none. `code`: how the run ended. */
export function readVitest(report: unknown, code: number): Tally | null {
  const read = vitest.safeParse(report);
  if (!read.success) return null;
  const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, numTodoTests, testResults } = read.data;
  const failed = numFailedTests + numPendingTests + numTodoTests;
  return {
    passed: numPassedTests,
    // A suite that could not even load has no failed test of its own.
    failed: failed === 0 && (code !== 0 || numFailedTestSuites > 0) ? 1 : failed,
    took: testResults.map(({ name, startTime, endTime }) => ({ name: fromRoot(name), seconds: (endTime - startTime) / 1_000 })),
    failures: testResults.flatMap((file) => failuresOf(file)),
  };
}

/** What was not passed in one file; the file itself, when it could not load. */
function failuresOf({ name, status, message, assertionResults }: z.infer<typeof vitest>["testResults"][number]): string[] {
  const failed = assertionResults.filter((each) => each.status !== "passed");
  if (failed.length > 0) return failed.map((each) => told(fromRoot(name), each.fullName, each.failureMessages?.[0] ?? each.status));
  return status === "passed" ? [] : [told(fromRoot(name), "", message ?? status)];
}

/** The first line of why; the rest stands where it happened. */
const told = (file: string, test: string, why: string): string =>
  `${test === "" ? file : `${file} > ${test}`}: ${(why.trim().split("\n")[0] ?? "").slice(0, 200)}`;

const spec = z.object({
  title: z.string(),
  file: z.string(),
  ok: z.boolean(),
  tests: z.array(
    z.object({ status: z.enum(["expected", "unexpected", "flaky", "skipped"]), results: z.array(z.object({ duration: z.number() })) }),
  ),
});
type Suite = { title: string; specs: z.infer<typeof spec>[]; suites?: Suite[] | undefined };
const suite: z.ZodType<Suite> = z.object({ title: z.string(), specs: z.array(spec), suites: z.lazy(() => z.array(suite)).optional() });
const playwright = z.object({
  config: z.object({ rootDir: z.string() }),
  suites: z.array(suite),
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

const specsIn = (suites: readonly Suite[]): z.infer<typeof spec>[] =>
  suites.flatMap(({ specs, suites: inner = [] }) => [...specs, ...specsIn(inner)]);

/** What Playwright's JSON report says, in the same way. One that passed at the second try has failed. */
export function readPlaywright(report: unknown, code: number): Tally | null {
  const read = playwright.safeParse(report);
  if (!read.success) return null;
  const { stats, suites, config } = read.data;
  const failed = stats.unexpected + stats.flaky + stats.skipped;
  const files = new Map<string, number>();
  for (const { file, tests } of specsIn(suites)) {
    const spent = tests.flatMap(({ results }) => results).reduce((total, { duration }) => total + duration / 1_000, 0);
    files.set(file, (files.get(file) ?? 0) + spent);
  }
  const took: Took[] = [...files].map(([file, seconds]) => ({ name: fromRoot(path.join(config.rootDir, file)), seconds }));
  const failures = specsIn(suites).flatMap(({ title, file, tests }) => {
    const odd = tests.find(({ status }) => status !== "expected");
    return odd ? [told(fromRoot(path.join(config.rootDir, file)), title, odd.status)] : [];
  });
  return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed, took, failures };
}

/** One test by its whole name, as either runner reports it. */
export type Outcome = { name: string; passed: boolean };

/** Every test of Vitest's report. */
export function vitestOutcomes(report: unknown): Outcome[] {
  return vitest
    .parse(report)
    .testResults.flatMap(({ assertionResults }) => assertionResults)
    .map(({ fullName, status }) => ({ name: fullName, passed: status === "passed" }));
}

/** Every test of Playwright's report. */
export function playwrightOutcomes(report: unknown): Outcome[] {
  return specsIn(playwright.parse(report).suites).map(({ title, ok }) => ({ name: title, passed: ok }));
}

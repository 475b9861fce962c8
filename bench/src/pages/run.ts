import { findBrowser } from "@amanat/devstack";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import { BenchError } from "../bench-error.ts";
import { optionsIn } from "../command-line.ts";
import { chromiumPath, searchPath } from "../config.ts";
import { spreadOf } from "../figures.ts";
import { openStage, type Stage } from "./stage.ts";

const USAGE = "npm run bench -- pages [--json] [--rounds N]";

/** What a phone meets, by Lighthouse's own profile of one; time in milliseconds. */
type Figures = { performance: number; lcp: number; fcp: number; tbt: number; cls: number; firstByte: number };

type Visit = { path: (stage: Stage) => string; signedIn: boolean; goals: { performance: number; lcp: number; cls: number } };

const FAST = { performance: 95, lcp: 2_000, cls: 0.02 };
const PAGES: Readonly<Record<string, Visit>> = {
  home: { path: () => "/fa", signedIn: false, goals: FAST },
  request: { path: ({ requestId }) => `/fa/requests/${requestId}`, signedIn: false, goals: FAST },
  pay: { path: ({ dealId }) => `/fa/deals/${dealId}/pay`, signedIn: true, goals: { ...FAST, lcp: 2_500 } },
};

type Flags = NonNullable<Parameters<typeof lighthouse>[1]>;

const say = (line: string): void => {
  process.stderr.write(`  · ${line.trim()}\n`);
};

async function look(port: number, url: string, cookie: string | null): Promise<Figures> {
  const flags: Flags = { port, output: "json", logLevel: "error", onlyCategories: ["performance"] };
  if (cookie !== null) flags.extraHeaders = { Cookie: cookie };
  const found = await lighthouse(url, flags);
  if (found === undefined) throw new BenchError(`${url} could not be examined`);
  const { lhr } = found;
  if (lhr.runtimeError !== undefined) throw new BenchError(`${url}: ${lhr.runtimeError.message}`);
  const of = (audit: string): number => lhr.audits[audit]?.numericValue ?? Number.NaN;
  return {
    performance: Math.round((lhr.categories["performance"]?.score ?? Number.NaN) * 100),
    lcp: of("largest-contentful-paint"),
    fcp: of("first-contentful-paint"),
    tbt: of("total-blocking-time"),
    cls: of("cumulative-layout-shift"),
    firstByte: of("server-response-time"),
  };
}

/** Now and then the browser's record of a visit cannot be read, on a busy machine above all; another visit can. */
const TRIES = 3;

/** A browser of its own for every visit: nothing is kept from the one before. */
async function visit(stage: Stage, { path, signedIn }: Visit): Promise<Figures> {
  for (let tries = 1; ; tries += 1) {
    const chrome = await launch({
      chromePath: findBrowser(chromiumPath(), searchPath().join(":")),
      chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic"],
      logLevel: "error",
    });
    try {
      return await look(chrome.port, `${stage.url}${path(stage)}`, signedIn ? stage.cookie : null);
    } catch (error) {
      if (!(error instanceof BenchError) || tries === TRIES) throw error;
      say(`${error.message} Once more.`);
    } finally {
      chrome.kill();
    }
  }
}

function medians(rounds: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => spreadOf(rounds.map((figures) => figures[name]))?.median ?? Number.NaN;
  return { performance: of("performance"), lcp: of("lcp"), fcp: of("fcp"), tbt: of("tbt"), cls: of("cls"), firstByte: of("firstByte") };
}

function line(name: string, figures: Figures, { goals }: Visit): string {
  const ms = (value: number) => `${Math.round(value)} ms`;
  const reached = figures.performance >= goals.performance && figures.lcp <= goals.lcp && figures.cls <= goals.cls;
  const parts = [
    `performance ${figures.performance}`,
    `LCP ${ms(figures.lcp)} of ${ms(goals.lcp)}`,
    `FCP ${ms(figures.fcp)}`,
    `TBT ${ms(figures.tbt)}`,
    `CLS ${figures.cls.toFixed(3)}`,
    `first byte ${ms(figures.firstByte)}`,
  ];
  return `${reached ? "reached" : "missed "}  ${name.padEnd(8)} ${parts.join(", ")}`;
}

const OPTIONS = { json: { type: "boolean", default: false }, rounds: { type: "string", default: "5" } } as const;

/** Lighthouse on a phone's profile, against a production build in demo mode; interleaved rounds, medians. */
export async function pages(args: readonly string[], signal: AbortSignal): Promise<void> {
  const values = optionsIn(args, OPTIONS, USAGE);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new BenchError(`--rounds takes a whole number from 1 on (${USAGE})`);
  const stage = await openStage(say);
  try {
    const seen = new Map<string, Figures[]>(Object.keys(PAGES).map((name) => [name, []]));
    // Once without counting: the server has its modules and plans then, as it has for everybody but the first visitor.
    for (const each of Object.values(PAGES)) await visit(stage, each);
    for (let round = 1; round <= rounds; round += 1)
      for (const [name, each] of Object.entries(PAGES)) {
        signal.throwIfAborted();
        const figures = await visit(stage, each);
        seen.get(name)?.push(figures);
        say(`round ${round} of ${rounds}: ${line(name, figures, each)}`);
      }
    const result = Object.fromEntries([...seen].map(([name, each]) => [name, medians(each)]));
    process.stdout.write(
      `${Object.entries(PAGES)
        .map(([name, each]) => line(name, result[name] as Figures, each))
        .join("\n")}\n`,
    );
    if (values.json) process.stdout.write(`${JSON.stringify({ pages: result })}\n`);
  } finally {
    await stage.close();
  }
}

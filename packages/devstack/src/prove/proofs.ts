import path from "node:path";
import { ROOT } from "../build.ts";

/** One step of a proof: a program that ends with 0 when it holds, and says its figure in a line of its own. */
export type Step = { name: string; args: readonly string[]; env: Readonly<Record<string, string>>; figure: RegExp };

/** The long form of something whose small form `npm test` holds. Steps are remembered, so that a proof can be gone on with. */
export type Proof = {
  says: string;
  browser: boolean;
  /** A program of the system that it is about, and the package it comes with. */
  program?: { file: string; package: string };
  steps: readonly Step[];
};

const vitest = path.join(ROOT, "node_modules/vitest/vitest.mjs");
const playwright = path.join(ROOT, "node_modules/@playwright/test/cli.js");

const kills = (seed: number): Step => ({
  name: `seed ${seed}`,
  args: [playwright, "test", "--project=breaks", "kills", "--reporter=line"],
  env: { AMANAT_SEED: String(seed), AMANAT_KILLS: "30" },
  figure: /^\d+ deals, \d+ kills and .*$/m,
});

const search = (rows: number): Step => ({
  name: `${rows.toLocaleString("en")} rows more than are walked`,
  args: [vitest, "run", "--project", "house", "packages/marketplace/src/search.test.ts"],
  env: { AMANAT_SEARCH_ROWS: String(rows), NO_COLOR: "1" },
  figure: /^\d+ questions over \d+ rows: .*$/m,
});

const simulated = (seed: number): Step => ({
  name: `seed ${seed}`,
  args: [path.join(ROOT, "packages/simulate/src/simulate.ts"), "--deals", "20000", "--seed", String(seed)],
  env: {},
  figure: /^no violation in .*$/m,
});

const paidOut = (part: number): Step => ({
  name: `ten deals, part ${part} of five`,
  args: [vitest, "run", "--project", "house", "apps/worker/src/deal.test.ts", "-t", "killed between any two steps"],
  env: { AMANAT_PAYOUT_KILLS: "10", NO_COLOR: "1" },
  figure: /^\d+ deals paid once, \d+ deaths .*$/m,
});

const crashes = ([file, story]: readonly [string, string]): Step => ({
  name: story,
  args: [vitest, "run", "--project", "house", `packages/payment/src/crashes/${file}.test.ts`, "-t", story],
  env: { AMANAT_CRASHES: "every", NO_COLOR: "1" },
  figure: /^\d+ lines, \d+ deaths .*$/m,
});

const streamed = (how: "with" | "without"): Step => ({
  name: `two processes ${how} Redis`,
  args: [vitest, "run", "--project", "house", "apps/web/src/server/stream-proof.test.ts", "-t", `processes ${how} Redis`],
  env: { AMANAT_STREAM_EVENTS: "100000", NO_COLOR: "1" },
  figure: /^\d+ events read .*$/m,
});

const walked = (seed: number): Step => ({
  name: `500 cases, seed ${seed}`,
  args: [vitest, "run", "--project", "house", "packages/disputes/src/walk.test.ts"],
  env: { AMANAT_CASE_WALKS: "500", AMANAT_SEED: String(seed), NO_COLOR: "1" },
  figure: /^\d+ cases walked .*$/m,
});

const added: Step = {
  name: "a context, a kind of deal and a provider in a copy of the checkout",
  args: [vitest, "run", "--project", "prove", "packages/testing/src/added-kind.prove.test.ts"],
  env: { NO_COLOR: "1" },
  figure: /^ *Tests +\d+ passed.*$/m,
};

const scanned: Step = {
  name: "files before a real scanner",
  args: [vitest, "run", "--project", "house", "packages/files/src/clamd.test.ts"],
  env: { NO_COLOR: "1" },
  figure: /^clamd: .*$/m,
};

const written: Step = {
  name: "a million transfers as CSV",
  args: [vitest, "run", "--project", "slow", "packages/ledger/src/reads/statements/csv.slow.test.ts"],
  env: { AMANAT_CSV_ROWS: "1000000", NO_COLOR: "1" },
  figure: /^csv: .*$/m,
};

/** The stories of `packages/payment/src/crashes`, the short ones first. */
const STORIES = [
  ["payouts", "a split beside a payout that is broadcast and settles"],
  ["payouts", "a split beside a payout that is broadcast and reverts"],
  ["metered", "metered time with an extension"],
  ["metered", "metered time that is stopped and that nobody ends"],
  ["balances", "a balance kept from one deal pays for another"],
  ["milestones", "one of three milestones disputed"],
  ["payers", "a refund on two chains"],
  ["milestones", "the fee over a split"],
  ["payers", "a cart of three deals paid by one transfer"],
  ["reorg", "a reorg after release"],
  ["reorg", "a reorg beside another's money"],
  ["funders", "forty funders with a default"],
] as const;

export const PROOFS: Readonly<Record<string, Proof>> = {
  "added-kind": {
    says: "a context, a kind of deal and a provider that are added cost their own files and a line in each list, and live",
    browser: false,
    steps: [added],
  },
  cases: {
    says: "a case is walked in any order by both sides, its mediator, a guard and its clocks, and no state freezes its money for ever",
    browser: false,
    steps: [walked(1), walked(2)],
  },
  clamd: {
    says: "clamd itself blocks what it knows, however it is split, and what it does not answer about is held",
    browser: false,
    program: { file: "/usr/sbin/clamd", package: "clamav-daemon" },
    steps: [scanned],
  },
  crashes: {
    says: "our process dies at every line of twelve stories of money, and the books at the end are the same",
    browser: false,
    steps: STORIES.map(crashes),
  },
  csv: {
    says: "a million transfers leave as CSV in memory that does not grow with them",
    browser: false,
    steps: [written],
  },
  kills: {
    says: "thirty SIGKILLs each of scanner, worker and web: every deal completes and is paid once",
    browser: true,
    steps: [kills(1), kills(2), kills(3)],
  },
  payouts: {
    says: "fifty deaths of the worker each during a sweep, between signing and broadcast, during a fee bump and before settlement: every payout settles once",
    browser: false,
    steps: [1, 2, 3, 4, 5].map(paidOut),
  },
  search: {
    says: "a question reads no more than the walk, or goes by the index, however many rows there are",
    browser: false,
    steps: [search(50_000), search(500_000)],
  },
  simulate: {
    says: "twenty thousand deals in a hostile world break no invariant",
    browser: false,
    steps: [simulated(1), simulated(2)],
  },
  stream: {
    says: "100,000 events over cut wires, late commits and restarts of Redis and Postgres: none lost, doubled or out of order",
    browser: false,
    steps: [streamed("with"), streamed("without")],
  },
};

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { lastUrlOf } from "@amanat/db/server";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "./build.ts";
import { childEnvironment } from "./config.ts";
import { runDeal } from "./deal/main.ts";
import { providerNamed } from "./deal/options.ts";
import { DATABASE } from "./database.ts";
import { readDemo } from "./demo.ts";
import { freePort } from "./ports.ts";
import { startOf } from "./processes.ts";
import { startStack } from "./stack.ts";
import type { Stack } from "./stack.ts";

const dataDir = mkdtempSync(path.join(tmpdir(), "amanat-stack-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection({ port, host: "localhost" }, () => (socket.destroy(), resolve(true)));
    socket.once("error", () => resolve(false));
  });

async function until(what: string, check: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
    await sleep(100);
  }
}

const ready = (url: string) =>
  fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );

/** Waits for a started stack; when it ends instead, says what it said. */
async function untilReady(run: Run, check: () => Promise<boolean> | boolean): Promise<void> {
  let ended = false;
  void run.exit.then(() => (ended = true));
  await until(
    "the stack to be ready",
    async () => {
      if (ended) throw new Error(`npm start ended: ${run.output()}`);
      return check();
    },
    300,
  );
}

type Run = { output: () => string; pid: number; exit: Promise<number | NodeJS.Signals | null> };

/** The launcher as a person calls it. */
function npmRun(args: readonly string[], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, ["launch.mjs", ...args], {
    cwd: ROOT,
    env: { ...childEnvironment(), AMANAT_DATA_DIR: dataDir, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const exit = new Promise<number | NodeJS.Signals | null>((resolve) => child.once("close", (code, signal) => resolve(code ?? signal)));
  return { output: () => text, pid: child.pid ?? 0, exit };
}

const npmStart = (env: Record<string, string>) => npmRun(["start"], env);

/** `npm run ledger -- verify`: its exit code and what it said. */
async function verifyLedger(): Promise<[unknown, string]> {
  const run = npmRun(["ledger", "verify"]);
  return [await run.exit, run.output()];
}

/** Does what only a superuser of the database can, to the deal's own payment. */
async function tamper(change: string): Promise<void> {
  const url = await lastUrlOf(path.join(dataDir, "postgres"));
  const client = new pg.Client({ connectionString: url?.replace(/postgres$/, DATABASE) ?? "" });
  await client.connect();
  try {
    const where = "WHERE (journal_id, leg) = (SELECT journal_id, leg FROM ledger.transfer WHERE code = 1 ORDER BY at LIMIT 1)";
    await client.query("ALTER TABLE ledger.transfer DISABLE TRIGGER append_only");
    await client.query(`UPDATE ledger.transfer SET ${change} ${where}`);
    await client.query("ALTER TABLE ledger.transfer ENABLE ALWAYS TRIGGER append_only");
  } finally {
    await client.end();
  }
}

type Noted = { pid: number; started: string };

/** Who runs, as the supervisor has written it down; nobody where none does. */
function noted(): { supervisor: Noted | null; children: readonly Noted[] } {
  const file = path.join(dataDir, "processes.json");
  if (!existsSync(file)) return { supervisor: null, children: [] };
  return JSON.parse(readFileSync(file, "utf8")) as { supervisor: Noted; children: Noted[] };
}

const childrenNow = () => noted().children;
function supervisorNow(): Noted {
  const { supervisor } = noted();
  if (supervisor === null) throw new Error("no supervisor runs");
  return supervisor;
}

describe("a stack", () => {
  it("starts, deals, survives the death of every child, deals again, stops when one keeps dying, and leaves nothing running", async () => {
    const lines: string[] = [];
    const stack: Stack = await startStack({
      dataDir,
      port: 0,
      blockMs: [250, 250],
      extra: ["worker", "scanner"],
      report: (line) => lines.push(line),
    });
    try {
      expect(lines.filter((line) => /^\[\d\/6\]/.test(line))).toHaveLength(6);
      for (const file of ["demo.json", "secrets.json", "custody.key"])
        expect(statSync(path.join(dataDir, file)).mode & 0o777, file).toBe(0o600);
      expect(readDemo(dataDir)).toEqual(stack.demo);
      // A service that was not running: web and worker are started anew with it, which is no death of theirs.
      const first = await runDeal({ dataDir, provider: providerNamed("depay") });
      expect(first).toMatchObject({ ok: true, reconciled: true, provider: "depay" });
      expect(Object.values(stack.restarts()).every((count) => count === 0)).toBe(true);

      const before = stack.pids();
      expect(Object.keys(before).sort((a, b) => (a < b ? -1 : 1))).toEqual([
        "anvil",
        "anvil-2",
        "postgres",
        "scanner",
        "scanner-2",
        "web",
        "worker",
        "worker-2",
      ]);
      for (const name of Object.keys(before)) {
        expect(stack.kill(name)).toBe(true);
        await until(`${name} to come back`, () => stack.pids()[name] !== undefined && stack.pids()[name] !== before[name]);
      }
      await until("readiness after the kills", () => ready(stack.url), 90);
      // On the other chain: its token is named alike, stands at another address and has other decimals.
      const second = String(stack.demo?.chains[1]?.id);
      expect(await runDeal({ dataDir, via: "proxy", chain: second })).toMatchObject({
        ok: true,
        reconciled: true,
        chain: `eip155:${second}`,
      });
      // Twice at most: a process that was starting when the database died may die of that as well.
      expect(Object.entries(stack.restarts()).filter(([, count]) => count < 1 || count > 2)).toEqual([]);

      expect(await verifyLedger()).toEqual([
        0,
        expect.stringMatching(/the ledger is whole: \d{2,} transfers, \d+ blocks, .* [1-9]\d* anchors/),
      ]);
      await tamper("amount = amount + 1");
      expect(await verifyLedger()).toEqual([
        1,
        expect.stringMatching(/NOT whole[\s\S]*content +journal [0-9a-f-]{36} leg 1: does not have the hash/),
      ]);
      await tamper("amount = amount - 1");

      // Some of its five deaths within a minute it may have died above.
      let last = false;
      void stack.failed.then(() => (last = true));
      for (let death = 0; death < 5 && !last; death += 1) {
        await until("the scanner to run", () => last || stack.pids()["scanner"] !== undefined);
        const pid = stack.pids()["scanner"];
        stack.kill("scanner");
        await until("the scanner to die", () => stack.pids()["scanner"] !== pid);
      }
      expect((await stack.failed).message).toMatch(/^scanner keeps dying; its last words:/);
    } finally {
      await stack.stop();
    }
    expect(await answers(Number(new URL(stack.url).port))).toBe(false);
    expect(Object.values(stack.pids())).toEqual([]);
    // The database is started for as long as it takes.
    expect(await verifyLedger()).toEqual([0, expect.stringContaining("the ledger is whole")]);
  });
});

describe("npm start", () => {
  it("recovers from a kill -9 of its supervisor, refuses a second one, and stops on SIGINT", async () => {
    const port = await freePort();
    const url = `http://localhost:${port}`;
    const first = npmStart({ PORT: String(port) });
    await untilReady(first, () => ready(url));
    process.kill(supervisorNow().pid, "SIGKILL");
    expect(await first.exit).not.toBe(0);
    expect(await answers(port)).toBe(true);

    const second = npmStart({ PORT: String(port) });
    await untilReady(second, () => second.output().includes("Amanat is ready"));
    expect(second.output()).toContain("ended what an earlier run left behind");
    expect(second.output()).toContain("buyer@amanat.test");

    const third = npmStart({ PORT: String(await freePort()) });
    expect(await third.exit).toBe(1);
    expect(third.output().trim()).toMatch(new RegExp(`^amanat: already running at ${url} \\(process \\d+\\)`));

    process.kill(second.pid, "SIGINT");
    expect(await second.exit).toBe(0);
    expect(await answers(port)).toBe(false);
  });

  it("does not outlive its launcher, which is killed while it starts", async () => {
    const port = await freePort();
    const run = npmStart({ PORT: String(port) });
    await until("the supervisor to start children", () => childrenNow().length > 0);
    const { pid } = supervisorNow();
    process.kill(run.pid, "SIGKILL");
    await until("the supervisor to end", () => startOf(pid) === null);
    expect(childrenNow().filter((child) => startOf(child.pid) === child.started)).toEqual([]);
    expect(await answers(port)).toBe(false);
  });

  it.each([
    ["a wrong variable", { PORT: "eighty" }, /^amanat: PORT: .+$/],
    [
      "an unreachable PG_URL",
      { PG_URL: "postgres://u:hunter2@127.0.0.1:1/x" },
      /^amanat: PG_URL \(127\.0\.0\.1:1\/x\): .*ECONNREFUSED.*$/m,
    ],
  ])("says %s in one line", async (_what, env: Record<string, string>, line) => {
    const run = npmStart({ PORT: String(await freePort()), ...env });
    expect(await run.exit).toBe(1);
    const said = run.output().trim().split("\n");
    expect(said.at(-1)).toMatch(line);
    expect(run.output()).not.toContain("hunter2");
    expect(run.output()).not.toContain("    at ");
  });

  it("says that its port is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const run = npmStart({ PORT: String(port) });
    expect(await run.exit).toBe(1);
    expect(run.output().trim().split("\n").at(-1)).toBe(`amanat: port ${port} is taken; set PORT to another one`);
    taken.close();
  });
});

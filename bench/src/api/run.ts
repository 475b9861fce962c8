import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { uuidOf } from "@amanat/contracts";
import { ensureProgram, ensureSdk, ensureWeb, freePort, loneWebEnv, ROOT } from "@amanat/devstack";
import { BenchError } from "../bench-error.ts";
import { RECORDING_FILE, REFERENCE_PLAN } from "../config.ts";
import { type Filled, openFilled } from "../filled.ts";
import { load } from "./load.ts";
import { type ApiOptions, readOptions } from "./options.ts";
import { type Contestant, start } from "./processes.ts";
import type { Plan } from "./reference.ts";
import { writeOf } from "./replay.ts";
import * as report from "./report.ts";
import { prepareSetting, raiseLimits, type Setting } from "./setting.ts";
import type { Statement } from "./statements.ts";
import { type Asked, SUBJECT, type SubjectName } from "./subjects.ts";

export type Turn = { subject: SubjectName; round: number; by: "ours" | "theirs"; rps: number; p50: number; p99: number };

const DATABASE = "bench_api";
const WRITES: readonly SubjectName[] = ["createRequest", "submitOffer"];
/** Timed once, and beside nothing: its answer says when it was made, so that no other program can answer the same bytes. */
const ALONE: readonly SubjectName[] = ["overview"];

const say = (line: string): void => {
  process.stderr.write(`  · ${line}\n`);
};
const print = (...lines: readonly string[]): void => {
  process.stdout.write(`${lines.join("\n")}\n`);
};

/**
 * Our web process as `npm start` runs it, but for the chain, which no call here asks. What is recorded is seen in the driver itself, which a
 * bundle has inside: then it runs from its sources.
 */
async function startOurs(appUrl: string, port: number, recording: string | null): Promise<Contestant> {
  const origin = `http://localhost:${port}`;
  const before = recording === null ? [] : ["--import", path.join(import.meta.dirname, "recording.ts")];
  const env = { ...loneWebEnv({ port, pgUrl: appUrl }), ...(recording === null ? {} : { [RECORDING_FILE]: recording }) };
  const program = recording === null ? await ensureProgram("web", tmpdir()) : "server.ts";
  return start({ name: "our web process", program, before, cwd: path.join(ROOT, "apps/web"), env, origin });
}

async function startReference(plan: Omit<Plan, "port">, folder: string): Promise<Contestant> {
  const port = await freePort();
  const file = path.join(folder, "plan.json");
  await writeFile(file, JSON.stringify({ ...plan, port } satisfies Plan));
  const program = path.join(import.meta.dirname, "reference.ts");
  return start({ name: "the reference", program, cwd: ROOT, env: { [REFERENCE_PLAN]: file }, origin: `http://127.0.0.1:${port}` });
}

async function ask(origin: string, { method, path: url, headers, body }: Asked, id: string): Promise<string> {
  const response = await fetch(`${origin}${url}`, { method, headers: { ...headers, "x-correlation-id": id }, ...(body ? { body } : {}) });
  const text = await response.text();
  if (response.status !== 200) throw new BenchError(`${url.slice(0, 80)} was answered ${response.status}: ${text.slice(0, 300)}`);
  return text;
}

const readsOf = (setting: Setting, subjects: readonly SubjectName[]): Asked[] =>
  subjects
    .filter((name) => !WRITES.includes(name) && !ALONE.includes(name))
    .flatMap((name) => SUBJECT[name].asked(setting) as readonly Asked[])
    .map((asked) => ({ ...asked, headers: { ...asked.headers, "cache-control": "no-cache" } }));

type Recorded = Pick<Plan, "routes" | "session" | "writes">;

/** Asks our process everything, and makes of what it sent to the database what the reference will do. */
async function record(origin: string, file: string, reads: readonly Asked[], setting: Setting): Promise<Recorded> {
  // Writes change what is read, so they come first.
  const written: Awaited<ReturnType<typeof twice>>[] = [];
  for (const name of WRITES) written.push(await twice(origin, name, setting));
  const asked = new Map<string, { url: string; answer: unknown }>();
  const buyer = (SUBJECT.me.asked(setting) as readonly Asked[])[0] as Asked;
  for (const one of [...reads, buyer]) {
    // The first time a process reads settings and opens connections, which is not the request's.
    await ask(origin, one, randomUUID());
    const id = randomUUID();
    asked.set(id, { url: one.path, answer: JSON.parse(await ask(origin, one, id)) });
  }
  const statements = new Map<string, Statement[]>();
  for (const line of (await readFile(file, "utf8")).split("\n").filter(Boolean)) {
    const { request, statement } = JSON.parse(line) as { request: string; statement: Statement };
    // Counting calls is ours alone.
    if (!/"RateLimit"/.test(statement.text)) statements.set(request, [...(statements.get(request) ?? []), statement]);
  }
  const session = [...statements.values()].flat().find(({ name }) => name === "auth-cookie");
  if (!session) throw new BenchError("our process asked nothing about a session");
  const routes = Object.fromEntries([...asked].map(([id, { url, answer }]) => [url, { answer, statements: statements.get(id) ?? [] }]));
  const writes = Object.fromEntries(
    written.map(({ path: url, ids, answer, subjects }) => {
      const [one = [], other = []] = ids.map((id) => statements.get(id));
      return [url.split("/").at(-1) ?? "", writeOf([one, other], answer, subjects)];
    }),
  );
  return { routes, session, writes };
}

/** Writes twice, so that what is new in each can be told from what is always the same. */
async function twice(origin: string, name: SubjectName, setting: Setting) {
  const next = SUBJECT[name].asked(setting) as (by: "ours") => Asked;
  await ask(origin, next("ours"), randomUUID());
  const [one, other] = [next("ours"), next("ours")];
  const ids = [randomUUID(), randomUUID()];
  const answer: unknown = JSON.parse(await ask(origin, one, ids[0] ?? ""));
  await ask(origin, other, ids[1] ?? "");
  return { path: one.path, ids, answer, subjects: [subjectOf(one), subjectOf(other)] as const };
}

function subjectOf({ body = "{}" }: Asked): string | null {
  const { requestId } = JSON.parse(body) as { requestId?: string };
  return requestId === undefined ? null : uuidOf("request", requestId);
}

/** The reference answers the same bytes, or nothing is compared. */
async function requireSameBytes(ours: Contestant, theirs: Contestant, reads: readonly Asked[]): Promise<void> {
  for (const one of reads) {
    const [mine, other] = await Promise.all([ask(ours.origin, one, randomUUID()), ask(theirs.origin, one, randomUUID())]);
    if (mine !== other) throw new BenchError(`the reference does not answer the same bytes: ${one.path.slice(0, 80)}`);
  }
}

type Ring = { contestants: Readonly<Record<"ours" | "theirs", Contestant>>; setting: Setting; options: ApiOptions; signal: AbortSignal };

async function takeTurn({ contestants, setting, options, signal }: Ring, subject: SubjectName, by: "ours" | "theirs", seconds: number) {
  const asked = SUBJECT[subject].asked(setting);
  const wanted = typeof asked === "function" ? () => asked(by) : asked;
  return load(contestants[by].origin, wanted, { connections: options.connections, seconds, signal });
}

/** Every round takes all turns, ours and theirs side by side; who is first changes. */
async function takeRounds(ring: Ring, subjects: readonly SubjectName[]): Promise<Turn[]> {
  const turns: Turn[] = [];
  for (const subject of subjects) for (const by of ["ours", "theirs"] as const) await takeTurn(ring, subject, by, 1);
  for (let round = 1; round <= ring.options.rounds; round += 1) {
    for (const subject of round % 2 === 0 ? subjects.toReversed() : subjects) {
      for (const by of round % 2 === 0 ? (["theirs", "ours"] as const) : (["ours", "theirs"] as const)) {
        const measured = await takeTurn(ring, subject, by, ring.options.seconds);
        turns.push({ subject, round, by, ...measured });
      }
      const [second, first] = [turns.at(-1), turns.at(-2)];
      say(
        `round ${round} of ${ring.options.rounds}: ${subject} ${[first, second].map((one) => `${one?.by} ${Math.round(one?.rps ?? 0)}/s`).join(", ")}`,
      );
    }
  }
  return turns;
}

/** Records what our process does, then puts both beside each other. */
async function compare(filled: Filled, options: ApiOptions, signal: AbortSignal): Promise<Turn[]> {
  const { appUrl } = await filled.copy(DATABASE);
  await raiseLimits(filled.superUrl(DATABASE));
  const recording = path.join(filled.dataDir, `recording-${process.pid}.jsonl`);
  await writeFile(recording, "");
  say("recording what our process asks the database");
  // The same for both: people's requests name the origin they come from.
  const port = await freePort();
  const recorder = await startOurs(appUrl, port, recording);
  let setting: Setting;
  let reads: Asked[];
  let plan: Recorded;
  try {
    setting = await prepareSetting(filled.superUrl(DATABASE), recorder.origin, options.requests);
    reads = readsOf(setting, options.only);
    plan = await record(recorder.origin, recording, reads, setting);
  } finally {
    await recorder.stop();
  }
  say("starting both");
  const started: Contestant[] = [];
  try {
    const ours = await startOurs(appUrl, port, null);
    started.push(ours);
    const theirs = await startReference({ ...plan, url: appUrl }, filled.dataDir);
    started.push(theirs);
    await requireSameBytes(ours, theirs, reads);
    const ring = { contestants: { ours, theirs }, setting, options, signal };
    const isWrite = (name: SubjectName): boolean => WRITES.includes(name);
    // Writes change what is read, so they come last.
    const first = await takeRounds(
      ring,
      options.only.filter((name) => !isWrite(name) && !ALONE.includes(name)),
    );
    for (const subject of options.only.filter((name) => ALONE.includes(name))) {
      await takeTurn(ring, subject, "ours", 1);
      first.push({ subject, round: 1, by: "ours", ...(await takeTurn(ring, subject, "ours", options.seconds)) });
    }
    return [...first, ...(await takeRounds(ring, options.only.filter(isWrite)))];
  } finally {
    for (const one of started) await one.stop();
  }
}

/** Measures our API beside Express and `pg`. Throws one plain line where something it needs is missing. */
export async function api(args: readonly string[], signal: AbortSignal): Promise<void> {
  const options = readOptions(args);
  say("building, where something changed");
  const logs = path.join(ROOT, ".amanat/logs");
  await ensureSdk(logs);
  await ensureWeb(logs);
  say(`starting a server with ${options.requests} requests`);
  const filled = await openFilled({ requests: options.requests, desk: options.requests }, say);
  try {
    const turns = await compare(filled, options, signal);
    print("", report.table(turns));
    if (options.json) print(JSON.stringify(report.summary(turns, options)));
  } finally {
    await filled.close();
  }
}

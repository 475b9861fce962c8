import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openClamd } from "./internal/clamd.ts";
import { EICAR } from "./testing/eicar.ts";
import { Store } from "./world.fixture.ts";

/** The scanner itself, where it is installed; `npm run prove -- clamd` installs it. What it misbehaves like is in life.test.ts, with a fake. */

const CLAMD = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"].find((file) => existsSync(file));
const MEGABYTE = 1_048_576;
const OURS = "a signature of Amanat's own tests";

/** clamd with two signatures: EICAR by its digest, and one of ours anywhere in a file. It takes two megabytes. */
class Clamd {
  readonly socket: string;
  readonly #directory: string;
  #child: ChildProcess | null = null;

  private constructor(directory: string) {
    this.#directory = directory;
    this.socket = path.join(directory, "clamd.sock");
  }

  static async open(): Promise<Clamd> {
    const clamd = new Clamd(await mkdtemp(path.join(tmpdir(), "clamd-")));
    const at = (name: string): string => path.join(clamd.#directory, name);
    const digest = createHash("md5").update(EICAR).digest("hex");
    await writeFile(at("eicar.hdb"), `${digest}:${EICAR.length}:Eicar-Test-Signature\n`);
    await writeFile(at("ours.ndb"), `Amanat.Test:0:*:${Buffer.from(OURS).toString("hex")}\n`);
    const settings = [`DatabaseDirectory ${clamd.#directory}`, `LocalSocket ${clamd.socket}`, "Foreground yes", "StreamMaxLength 2M"];
    await writeFile(at("clamd.conf"), `${settings.join("\n")}\n`);
    await clamd.start();
    return clamd;
  }

  async start(): Promise<void> {
    this.#child = spawn(CLAMD ?? "clamd", ["--config-file", path.join(this.#directory, "clamd.conf")], { stdio: "ignore" });
    for (let tries = 0; !(await pong(this.socket)); tries += 1) {
      if (tries > 150) throw new Error("clamd does not come up");
      await sleep(100);
    }
  }

  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child?.kill(signal);
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async close(): Promise<void> {
    await this.stop();
    await rm(this.#directory, { recursive: true });
  }
}

/** A scanner reads its signatures at each start; on a busy machine that is most of a minute. */
const BUSY_MS = 240_000;

/** Whether it answers there. */
function pong(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = connect(socket, () => asked.write("zPING\0"));
    asked.once("data", (answer) => {
      asked.destroy();
      resolve(answer.toString().startsWith("PONG"));
    });
    asked.once("error", () => resolve(false));
  });
}

describe.skipIf(CLAMD === undefined)(`clamd ${CLAMD ?? "is not installed"}`, () => {
  const database = useDatabase();
  const PDF = Buffer.from("%PDF-1.4\n%%EOF");
  const pdf = (rest: Buffer) => ({ type: "application/pdf", content: Buffer.concat([PDF, rest]) });
  const found = { code: "FILE_REFUSED", issues: [{ path: "content", code: "file_malicious" }] };
  let people: Cast;
  let clamd: Clamd;
  let store: Store;
  beforeAll(async () => {
    people = await cast(database.db);
    clamd = await Clamd.open();
    store = await Store.open(database.db, { CLAMD_ADDRESS: clamd.socket });
    store.ports = { ...store.ports, scanner: openClamd(clamd.socket, 5_000) };
  }, BUSY_MS);
  afterAll(async () => {
    await store.close();
    await clamd.close();
  });

  test("passes what it does not know, at a megabyte in so many milliseconds", async () => {
    const content = pdf(Buffer.alloc(MEGABYTE, 7)).content;
    const begun = performance.now();
    for (let times = 0; times < 10; times += 1)
      expect((await store.send(people.seller(), { type: "application/pdf", content })).state).toBe("ready");
    process.stdout.write(`clamd: a file of a megabyte is taken, scanned and kept in ${Math.round((performance.now() - begun) / 10)} ms\n`);
  });

  test("32: EICAR, whole and a byte at a time, and a signature split over parts, are blocked", async () => {
    const content = Buffer.from(EICAR);
    await expect(store.send(people.seller(), { type: "text/plain", content })).rejects.toMatchObject(found);
    const parts = Array.from(content, (byte) => Buffer.from([byte]));
    await expect(store.send(people.seller(), { type: "text/plain", content }, parts)).rejects.toMatchObject(found);
    // The disk is read in parts of 64 KB: half of it lies before such an edge.
    const hidden = pdf(Buffer.concat([Buffer.alloc(65_536 - PDF.length - 10, 7), Buffer.from(OURS), Buffer.alloc(MEGABYTE, 7)]));
    await expect(store.send(people.seller(), hidden)).rejects.toMatchObject(found);
  });

  test(
    "31: more than it takes of a stream is held, and so is what it is silent about or dies over; it passes once it answers",
    { timeout: BUSY_MS },
    async () => {
      const large = await store.send(people.seller(), pdf(Buffer.alloc(3 * MEGABYTE, 7)));
      expect(large.state).toBe("held");
      clamd.signal("SIGSTOP");
      const silent = await store.send(people.seller(), pdf(Buffer.from("x")));
      clamd.signal("SIGCONT");
      await clamd.stop();
      const dead = await store.send(people.seller(), pdf(Buffer.from("y")));
      expect([silent.state, dead.state]).toEqual(["held", "held"]);
      await clamd.start();
      store.hands.pass(60_000);
      while ((await store.tend()) > 0);
      for (const [{ id }, state] of [
        [silent, "ready"],
        [dead, "ready"],
        [large, "held"],
      ] as const)
        expect(await store.get(people.seller(), id)).toMatchObject({ state });
    },
  );
});

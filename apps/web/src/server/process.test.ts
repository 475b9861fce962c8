import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { ensureProgram } from "@amanat/devstack/build";
import { describe, expect, it } from "vitest";
import { useDatabase } from "@amanat/testing";
import { exampleEnv } from "./door.fixture.ts";

const test = useDatabase();

/** Runs the real entry point until it ends, and answers its exit code and what it said. */
async function run(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [await ensureProgram("web", tmpdir())], {
    env: { NODE_ENV: "production", PATH: process.env["PATH"] ?? "", LOG_LEVEL: "silent", ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code]: unknown[] = await once(child, "exit");
  return { code: typeof code === "number" ? code : null, said };
}

describe("starting with something wrong", () => {
  it("says in one line which variable, and ends with 1", async () => {
    const env = exampleEnv();
    delete env["JWT_SECRET"];
    expect(await run(env)).toEqual({ code: 1, said: "web: JWT_SECRET: is not set\n" });
  });

  it("names the port that is taken", async () => {
    const other = createServer().listen(0);
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { code, said } = await run(exampleEnv({ PG_URL: test.urls.app, PORT: String(port) }));
    expect([code, said]).toEqual([1, `web: port ${port} is taken; set PORT to another one\n`]);
    other.close();
  });

  it("names a database that is not there, after having waited for it", async () => {
    const { code, said } = await run(exampleEnv({ PG_URL: "postgres://amanat_app:x@127.0.0.1:1/amanat" }));
    expect([code, said]).toEqual([1, "web: PG_URL: the database cannot be reached (ECONNREFUSED)\n"]);
  });
});

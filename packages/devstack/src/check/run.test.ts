import { expect, test } from "vitest";
import { spawned } from "./run.ts";

test("a program has ended when it ends, though what it left running holds its output", async () => {
  const script = `const left = require("node:child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 60_000)"], { stdio: "inherit", detached: true });
    left.unref();
    process.stdout.write("left " + left.pid);
    process.exitCode = 3;`;
  const { code, output } = await spawned({ name: "leaves one behind", command: process.execPath, args: ["-e", script] });
  const pid = Number(/^left (\d+)$/.exec(output)?.[1]);
  // It still runs, and would have been waited for.
  expect(process.kill(pid, "SIGKILL")).toBe(true);
  expect(code).toBe(3);
});

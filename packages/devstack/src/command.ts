import type { StackOptions } from "./running.ts";
import { StackError } from "./stack-error.ts";
import { startStack } from "./stack.ts";
import type { Stack } from "./stack.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

function block(stack: Stack): string {
  const { demo, url, dataDir } = stack;
  const lines = ["", "  Amanat is ready", "", `  open    ${url}`, `  API     ${url}/api/trpc`, `  health  ${url}/readyz`];
  if (demo !== null) {
    lines.push("", "  Demo logins");
    const width = Math.max(...Object.values(demo.people).map((person) => person.email.length));
    for (const { email, password } of Object.values(demo.people)) lines.push(`    ${email.padEnd(width)}  ${password}`);
    lines.push("", ...demo.chains.map(({ chain, name, rpcUrl }) => `  ${name} (${chain}) at ${rpcUrl}`));
  }
  lines.push(`  data and logs in ${dataDir}`, "", "  Ctrl-C stops everything.", "");
  return lines.join("\n");
}

/** One line for the person, whatever went wrong. */
function lineOf(error: unknown): string {
  if (error instanceof StackError) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `unexpected: ${text.split("\n")[0] ?? ""}`;
}

/** Runs the stack in the foreground until it is told to stop or cannot go on. */
export async function runStack(options: StackOptions): Promise<void> {
  // Wakes the wait below; a second signal while stopping changes nothing, children get their time.
  const told = new Promise<"told">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve("told"));
    // The launcher died, even by SIGKILL: nobody is left to stop us, so we stop.
    if (process.connected) process.once("disconnect", () => resolve("told"));
  });
  // Standard output may be gone with a closed terminal; that must not end the children's supervisor.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const began = Date.now();
  const aborting = new AbortController();
  const starting = startStack({ ...options, signal: aborting.signal, report: say });
  try {
    const first = await Promise.race([starting, told]);
    if (first === "told") {
      aborting.abort();
      await starting.then(
        (stack) => stack.stop(),
        () => undefined,
      );
      process.exit(0);
    }
    say(block(first));
    say(`  ready after ${Math.round((Date.now() - began) / 1_000)} s`);
    const ended = await Promise.race([told, first.failed]);
    if (ended === "told") say("\nstopping …");
    await first.stop();
    if (ended !== "told") throw ended;
    say("stopped; every port is free again.");
    process.exit(0);
  } catch (error) {
    process.stderr.write(`amanat: ${lineOf(error)}\n`);
    process.exit(1);
  }
}

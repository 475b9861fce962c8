/**
 * `npm run bench -- ledger|api|realtime|scanner|pages|growth`: measures a part of the house against what people use, side by side in one run. Ends with 1
 * when it could not measure; a goal that is not reached is a result, not a failure.
 */
import { BenchError } from "./bench-error.ts";
import { api } from "./api/run.ts";
import { growth } from "./growth/run.ts";
import { ledger } from "./ledger/run.ts";
import { pages } from "./pages/run.ts";
import { realtime } from "./realtime/run.ts";
import { scanner } from "./scanner/run.ts";

const SUBJECTS: Readonly<Record<string, (args: readonly string[], signal: AbortSignal) => Promise<void>>> = {
  ledger,
  api,
  pages,
  realtime,
  scanner,
  growth,
};

const stopping = new AbortController();
// The launcher's channel closes with it, however it dies; the server of this run must not outlive that.
for (const way of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"] as const) process.once(way, () => stopping.abort());

try {
  const [subject = "", ...args] = process.argv.slice(2);
  const measure = SUBJECTS[subject];
  if (!measure) throw new BenchError(`what to measure? npm run bench -- ${Object.keys(SUBJECTS).join("|")} [--json]`);
  await measure(args, stopping.signal);
} catch (error) {
  const words = stopping.signal.aborted
    ? "stopped"
    : error instanceof BenchError
      ? error.message
      : error instanceof Error
        ? error.stack
        : error;
  process.stderr.write(`amanat: ${String(words)}\n`);
  process.exitCode = 1;
}
// The channel to the launcher would keep this process alive.
if (process.connected) process.disconnect();

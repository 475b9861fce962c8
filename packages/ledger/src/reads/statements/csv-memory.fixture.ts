/** A process of its own that exports everything to a reader who does not keep it; says how its memory grew. */
import { Writable } from "node:stream";
import { createCtx, openDatabase, TENANT_ID } from "@amanat/db";
import { writeTransfersCsv } from "../../index.ts";

const [url = "", asset = ""] = process.argv.slice(2);
const MiB = 2 ** 20;
const db = await openDatabase({ url, applicationName: "csv-memory" });
const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });

async function run(to: Date): Promise<{ lines: number; bytes: number; peak: number }> {
  let [lines, bytes, peak] = [0, 0, 0];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 10) lines += 1;
      peak = Math.max(peak, process.memoryUsage.rss());
      setImmediate(done);
    },
  });
  await writeTransfersCsv(ctx, { from: new Date(0), to, decimals: new Map([[asset, 6]]) }, out);
  return { lines, bytes, peak };
}

// What any export needs is there before anything is compared: code, connection, a young generation in use.
await run(new Date("2026-01-01T00:02:00Z"));
globalThis.gc?.();
const before = process.memoryUsage.rss();
const startedAt = performance.now();
const { lines, bytes, peak } = await run(new Date("2100-01-01"));
const seconds = (performance.now() - startedAt) / 1_000;
await db.close();
process.stdout.write(JSON.stringify({ lines, bytes, seconds, grownMiB: (peak - before) / MiB, beforeMiB: before / MiB }));

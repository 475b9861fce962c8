import { execFile } from "node:child_process";
import { chmod, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { connected } from "@amanat/db/server";

/** What a disk of a cloud takes longer than one in the machine, roughly. */
export const SLOWER_BY_MS = 2;

const SOURCE = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <time.h>

int fdatasync(int fd) {
  static int (*real)(int);
  struct timespec left = { 0, ${SLOWER_BY_MS}000000L };
  if (!real) real = (int (*)(int)) dlsym(RTLD_NEXT, "fdatasync");
  while (nanosleep(&left, &left) != 0 && errno == EINTR);
  return real(fd);
}
`;

/** Environment that makes a server's every flush of its log take longer, or why there is none on this machine. */
export async function slowDisk(folder: string): Promise<{ environment: Record<string, string> } | { reason: string }> {
  if (os.platform() !== "linux") return { reason: "only on Linux can the disk be slowed down from outside" };
  const [source, library] = [path.join(folder, "slow-disk.c"), path.join(folder, "slow-disk.so")];
  await writeFile(source, SOURCE);
  try {
    await promisify(execFile)("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"]);
  } catch {
    return { reason: "no C compiler here to slow the disk down with (Debian: apt-get install gcc libc6-dev)" };
  }
  // Read by the user the server runs as.
  await chmod(library, 0o644);
  return { environment: { LD_PRELOAD: library } };
}

/** Milliseconds of a lone commit, the median of 21. */
export async function commitMs(superUrl: string): Promise<number> {
  return connected({ connectionString: superUrl, application_name: "amanat-bench-disk" }, async (client) => {
    const took: number[] = [];
    for (let n = 0; n < 21; n += 1) {
      const from = performance.now();
      // Writes to the log and to nothing else.
      await client.query("SELECT pg_logical_emit_message(true, 'bench', 'probe')");
      took.push(performance.now() - from);
    }
    return took.toSorted((a, b) => a - b)[10] ?? 0;
  });
}

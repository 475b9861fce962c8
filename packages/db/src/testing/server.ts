import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { stopAbandoned } from "../server/embedded.ts";
import { bootstrapRoles, migrate, startEmbeddedPostgres } from "../server/index.ts";

/** Where the tests of one run find their server. Plain text, so that it crosses to the test workers. */
export type TestServer = { superuserUrl: string; appUrl: string; ownerUrl: string; scannerUrl: string };

/** The migrated database every test database is copied from. Nobody may stay connected to it. */
export const TEMPLATE = "amanat_template";

// Nothing of a test run is read after a crash. All else is as in production.
const SETTINGS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "log_min_messages=fatal"];

const PREFIX = "amanat-test-pg-";

/** A test run that was killed could not end its server: the next run does. Another run's living one stays. */
async function clearKilledRuns(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const dataDir = path.join(os.tmpdir(), name);
    // Without an owner it may be another run's, just being made.
    if (!name.startsWith(PREFIX) || !existsSync(path.join(dataDir, "owner"))) continue;
    if (await stopAbandoned(dataDir)) await rm(dataDir, { recursive: true, force: true });
  }
}

/** One server for a whole test run, with a migrated template. Answers where it is and how to end it. */
export async function startTestServer(): Promise<{ server: TestServer; stop: () => Promise<void> }> {
  await clearKilledRuns();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), PREFIX));
  const embedded = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
  const stop = async (): Promise<void> => {
    await embedded.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const urls = await bootstrapRoles({ url: embedded.url, database: TEMPLATE });
    await migrate(urls.ownerUrl);
    return { server: { superuserUrl: embedded.url, appUrl: urls.appUrl, ownerUrl: urls.ownerUrl, scannerUrl: urls.scannerUrl }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

import type { TestProject } from "vitest/node";
import { startTestServer } from "./server.ts";

/** Vitest global setup: one PostgreSQL for the whole run. Test files take their own database from it by `useDatabase()`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startTestServer();
  project.provide("amanatPostgres", server);
  return stop;
}

import type { TestProject } from "vitest/node";
import { startTestServer, type TestServer } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    amanatPostgres: TestServer;
  }
}

/** Vitest global setup: one PostgreSQL for the whole run. Test files take their own database from it by `useDatabase()`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, stop } = await startTestServer();
  project.provide("amanatPostgres", server);
  return stop;
}

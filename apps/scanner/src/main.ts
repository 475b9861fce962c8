import { openLog } from "@amanat/db/log";
import { verifyVersion } from "@amanat/db/server";
import { scannerConfig } from "./config.ts";
import type { ScannerConfig } from "./config.ts";
import { serve } from "./http.ts";
import { startScanner } from "./scanner.ts";

/** Starts the process: configuration, loops, surface; SIGTERM and SIGINT end it cleanly and free the lease. */
async function main(config: ScannerConfig): Promise<void> {
  await verifyVersion(config.pgUrl);
  const log = openLog({ name: "scanner", level: config.logLevel });
  const scanner = startScanner(config, log);
  const server = await serve(config, scanner, log);
  log.info({ port: config.port, chains: config.chains.map(({ chain }) => chain) }, "scanner is listening");
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    server.close();
    server.closeAllConnections();
    void scanner.stop().finally(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

try {
  await main(scannerConfig());
} catch (error) {
  process.stderr.write(`scanner: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

import { ensureFirstAdmin } from "@amanat/auth";
import { type Database, derivedSecret, type Logger, openDatabase } from "@amanat/db";
import { openLog } from "@amanat/db/log";
import { verifyVersion } from "@amanat/db/server";
import { type WorkerConfig, workerConfig } from "./config.ts";
import { openPorts } from "./ports.ts";
import { startWorker } from "./worker.ts";

/** A turn that hangs on a dead network must not keep a stopping process alive. */
const STOP_MS = 8_000;

/** An installation nobody can approve a payout in says so, in one line. */
async function sayWhoDecides(db: Database, config: WorkerConfig, log: Logger): Promise<void> {
  const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = config;
  const admin = await ensureFirstAdmin(db, email !== undefined && password !== undefined ? { email, password } : null);
  if (admin.state === "made") log.info("the first admin was made from ADMIN_EMAIL and ADMIN_PASSWORD");
  if (admin.state === "none")
    log.error(
      { reason: admin.reason },
      "there is no admin: nobody can approve a payout; set ADMIN_EMAIL and ADMIN_PASSWORD and start again",
    );
}

async function main(config: WorkerConfig): Promise<void> {
  const log = openLog({ name: "worker", level: config.LOG_LEVEL });
  const ports = openPorts(config);
  await verifyVersion(config.PG_URL);
  const db = await openDatabase({
    url: config.PG_URL,
    applicationName: "amanat-worker",
    jobs: true,
    listen: true,
    redisUrl: config.REDIS_URI,
    pusher: config.pusher,
    // The same as the front door's, which reads what mails carry.
    cursorSecret: derivedSecret(config.JWT_SECRET, "cursors"),
    keyHours: config.IDEMPOTENCY_KEY_TTL_HOURS,
    log,
  });
  if (config.AMANAT_MODE === "production") await sayWhoDecides(db, config, log);
  const worker = await startWorker(db, ports, config);
  log.info({ chains: [...ports.rails.keys()] }, "worker is running");
  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), STOP_MS).unref();
    void worker
      .stop()
      .then(() => db.close())
      .finally(() => process.exit(0));
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
}

try {
  await main(workerConfig());
} catch (error) {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

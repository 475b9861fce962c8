import type { Database } from "@amanat/db";
import { type MailConfig, workMail } from "@amanat/mail/sending";
import type { WorkerConfig } from "./config.ts";

export function mailConfigOf(config: WorkerConfig): MailConfig {
  const { SMTP_HOST: host, SMTP_USER: user, SMTP_PASS: password } = config;
  const smtp = host
    ? {
        host,
        port: config.SMTP_PORT,
        secure: config.SMTP_SECURE === "true",
        ...(user === undefined ? {} : { user }),
        ...(password === undefined ? {} : { password }),
      }
    : null;
  return { from: config.SMTP_FROM, smtp, directory: config.MAIL_DIR ?? null };
}

/** Sends what the verbs enqueued, where the environment says. */
export async function startMail(db: Database, config: WorkerConfig): Promise<void> {
  await workMail(db, mailConfigOf(config));
}

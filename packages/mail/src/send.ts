import { BrokenInvariant } from "@amanat/contracts";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "@amanat/db";
import nodemailer from "nodemailer";
import { mailJob } from "./job.ts";
import { renderMail } from "./render.ts";

/** Where mail goes: a server when there is one, else one `.eml` file per mail in a directory. */
export type MailConfig = {
  /** `Amanat <no-reply@example.org>` */
  from: string;
  smtp: { host: string; port: number; secure: boolean; user?: string; password?: string } | null;
  /** Used when `smtp` is null. */
  directory: string | null;
};

/**
 * Sends the mail a verb enqueued (the data of a `mail.send` job). Throws when it was not accepted, so
 * that the queue tries again; nothing it throws names code or recipient.
 */
export async function sendMail(config: MailConfig, data: unknown): Promise<void> {
  const job = mailJob.parse(data);
  // A program wrote it: no holiday notice and no ticket system answers it (RFC 3834).
  const headers = { "Auto-Submitted": "auto-generated" };
  const message = { from: config.from, to: { name: "", address: job.to }, headers, ...renderMail(job) };
  if (config.smtp) return viaSmtp(config.smtp, message);
  if (!config.directory) throw new BrokenInvariant("no way to send mail: set SMTP_HOST or MAIL_DIR");
  return toFile(config.directory, message);
}

type Message = {
  from: string;
  to: { name: string; address: string };
  headers: Record<string, string>;
  subject: string;
  text: string;
  html: string;
};

async function viaSmtp(smtp: NonNullable<MailConfig["smtp"]>, message: Message): Promise<void> {
  const auth = smtp.user ? { auth: { user: smtp.user, pass: smtp.password ?? "" } } : {};
  const transport = nodemailer.createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    connectionTimeout: 10_000,
    socketTimeout: 20_000,
    ...auth,
  });
  try {
    await transport.sendMail(message);
  } finally {
    transport.close();
  }
}

/** Named by time and address; readers never see a half-written file. */
async function toFile(directory: string, message: Message): Promise<void> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: "unix" });
  // Quoted-printable keeps the code's digits readable in the file, whatever the language around them.
  const sent = await transport.sendMail({ ...message, textEncoding: "quoted-printable" });
  if (!Buffer.isBuffer(sent.message)) throw new BrokenInvariant("the mail was not composed");
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const name = `${Date.now()}-${newId()}-${message.to.address.replaceAll(/[^a-z0-9@._-]/gi, "_")}.eml`;
  await writeFile(join(directory, `.${name}`), sent.message, { mode: 0o600 });
  await rename(join(directory, `.${name}`), join(directory, name));
}

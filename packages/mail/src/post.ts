import { BrokenInvariant } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import nodemailer from "nodemailer";
import { renderLetter } from "./layout.ts";
import type { Envelope, Letter } from "./letter.ts";
import { type MailOutcome, outcomeOf } from "./outcome.ts";

/** Where mail goes: a server when there is one, else one `.eml` file per mail in a directory. */
export type MailConfig = {
  /** `Amanat <no-reply@example.org>` */
  readonly from: string;
  readonly smtp: {
    readonly host: string;
    readonly port: number;
    readonly secure: boolean;
    readonly user?: string;
    readonly password?: string;
  } | null;
  /** Used when `smtp` is null. */
  readonly directory: string | null;
};

/** A line break in a header begins another header, and with it another reader. */
const BREAKS = /[\r\n\0]/;
const KEY = /^[\w.-]{1,120}$/;

function idOf(config: MailConfig, key: string): string {
  if (!KEY.test(key)) throw new BrokenInvariant("a mail's key is no part of a Message-ID");
  return `<${key}@${/@([\w.-]+)/.exec(config.from)?.[1] ?? "amanat.invalid"}>`;
}

/** The bytes of a mail, as every way sends them. */
async function compose(config: MailConfig, { to, key, thread, unsubscribe }: Envelope, letter: Letter): Promise<Buffer> {
  const transport = nodemailer.createTransport({ streamTransport: true, buffer: true, newline: config.smtp ? "windows" : "unix" });
  const references = thread === null ? {} : { references: [idOf(config, thread)], inReplyTo: idOf(config, thread) };
  const sent = await transport.sendMail({
    from: config.from,
    to,
    messageId: idOf(config, key),
    ...references,
    headers: {
      // A program wrote it: no holiday notice and no ticket system answers it (RFC 3834).
      "Auto-Submitted": "auto-generated",
      ...(unsubscribe === null ? {} : { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" }),
    },
    ...(unsubscribe === null ? {} : { list: { unsubscribe } }),
    ...(await renderLetter(letter)),
    // Quoted-printable keeps a code's digits readable in the file, whatever the language around them.
    textEncoding: "quoted-printable",
  });
  if (!Buffer.isBuffer(sent.message)) throw new BrokenInvariant("the mail was not composed");
  return sent.message;
}

/** Sends one mail once, and says what came of it. */
export async function postMail(config: MailConfig, envelope: Envelope, letter: Letter): Promise<MailOutcome> {
  if (BREAKS.test(`${envelope.to.name}${envelope.to.address}${envelope.unsubscribe ?? ""}${letter.subject}`))
    return { is: "never", why: "a line break in a header", bounces: false };
  const bytes = await compose(config, envelope, letter);
  if (config.smtp) return viaSmtp(config.smtp, config.from, envelope.to, bytes);
  if (!config.directory) throw new BrokenInvariant("no way to send mail: set SMTP_HOST or MAIL_DIR");
  await toFile(config.directory, envelope.to, bytes);
  return { is: "sent" };
}

/** Nodemailer says that a mail's last byte was written in its log, and nowhere else. */
function listening(written: () => void) {
  const line = (entry: unknown): void => {
    if (typeof entry === "object" && entry !== null && "tnx" in entry && entry.tnx === "message") written();
  };
  return { level: () => undefined, trace: line, debug: line, info: line, warn: line, error: line, fatal: line };
}

async function viaSmtp(smtp: NonNullable<MailConfig["smtp"]>, from: string, to: Envelope["to"], bytes: Buffer): Promise<MailOutcome> {
  const auth = smtp.user ? { auth: { user: smtp.user, pass: smtp.password ?? "" } } : {};
  // Once the whole mail has left, a silence says nothing about whether it was taken.
  let written = false;
  const transport = nodemailer.createTransport({
    host: smtp.host,
    port: smtp.port,
    secure: smtp.secure,
    connectionTimeout: 10_000,
    socketTimeout: 20_000,
    logger: listening(() => (written = true)),
    ...auth,
  });
  try {
    const envelope = { from: { name: "", address: addressOf(from) }, to: [{ name: "", address: to.address }] };
    await transport.sendMail({ envelope, raw: bytes });
    return { is: "sent" };
  } catch (error) {
    return outcomeOf(error, written);
  } finally {
    transport.close();
  }
}

const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from;

/** Named by time and address; readers never see a half-written file. */
async function toFile(directory: string, to: Envelope["to"], bytes: Buffer): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const name = `${Date.now()}-${newId()}-${to.address.replaceAll(/[^a-z0-9@._-]/gi, "_")}.eml`;
  await writeFile(join(directory, `.${name}`), bytes, { mode: 0o600 });
  await rename(join(directory, `.${name}`), join(directory, name));
}

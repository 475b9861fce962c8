import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import type { Envelope, Letter } from "./letter.ts";
import { type MailConfig, postMail } from "./post.ts";

const FROM = "Amanat <no-reply@amanat.test>";
const LETTER: Letter = {
  locale: "en",
  subject: "The buyer has paid",
  preheader: null,
  parts: [{ as: "words", text: "The buyer has paid. It is your turn." }],
  button: { label: "Open the deal", url: "https://amanat.test/en/deals/dl_1" },
  footer: [],
};
const ENVELOPE: Envelope = {
  to: { name: "Sara", address: "sara@people.test" },
  key: "0190.sara.mail",
  thread: "dl_1",
  unsubscribe: "https://amanat.test/api/unsubscribe?token=t",
};

const opened: SMTPServer[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

type Mailbox = { config: MailConfig; mails: { mail: ParsedMail; to: string[] }[] };

/** A real server, which keeps what it has taken. */
async function mailbox(rules: SMTPServerOptions = {}): Promise<Mailbox> {
  const mails: Mailbox["mails"] = [];
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS", "AUTH"],
    logger: false,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream)
        .then((mail) => mails.push({ mail, to }), done)
        .finally(done);
    },
    ...rules,
  });
  server.on("error", () => undefined);
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { mails, config: { from: FROM, smtp: { host: "127.0.0.1", port, secure: false }, directory: null } };
}

const refusing = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

test("a mail is one of a deal's, says how to be switched off, and is answered by nobody's holiday notice", async () => {
  const { config, mails } = await mailbox();
  expect(await postMail(config, ENVELOPE, LETTER)).toEqual({ is: "sent" });
  const [taken] = mails;
  expect(taken?.to).toEqual(["sara@people.test"]);
  const { mail } = taken ?? expect.fail("nothing was taken");
  expect(mail.messageId).toBe("<0190.sara.mail@amanat.test>");
  expect([mail.references, mail.inReplyTo]).toEqual(["<dl_1@amanat.test>", "<dl_1@amanat.test>"]);
  expect(mail.headers.get("auto-submitted")).toBe("auto-generated");
  const lines = mail.headerLines.map(({ line }) => line);
  expect(lines).toContain("List-Unsubscribe: <https://amanat.test/api/unsubscribe?token=t>");
  expect(lines).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  expect(mail.subject).toBe(LETTER.subject);
  expect(mail.text).toContain("https://amanat.test/en/deals/dl_1");
  expect(String(mail.html)).toContain("It is your turn.");
});

test("37: what nobody can switch off offers nobody to", async () => {
  const { config, mails } = await mailbox();
  await postMail(config, { ...ENVELOPE, unsubscribe: null, thread: null }, LETTER);
  const names = mails[0]?.mail.headerLines.map(({ key }) => key) ?? [];
  expect(names.filter((name) => /^(?:list-|references|in-reply-to)/.test(name))).toEqual([]);
});

test("36: a line break in a name, an address or a subject reaches nobody", async () => {
  const { config, mails } = await mailbox();
  const evil = "\r\nBcc: evil@people.test";
  const refused = { is: "never", why: "a line break in a header", bounces: false };
  expect(await postMail(config, { ...ENVELOPE, to: { name: `Sara${evil}`, address: "sara@people.test" } }, LETTER)).toEqual(refused);
  expect(await postMail(config, { ...ENVELOPE, to: { name: "", address: `sara@people.test${evil}` } }, LETTER)).toEqual(refused);
  expect(await postMail(config, ENVELOPE, { ...LETTER, subject: `Hello${evil}` })).toEqual(refused);
  expect(mails).toEqual([]);
  // What looks like more readers is one, in the name and in the address.
  await postMail(config, { ...ENVELOPE, to: { name: "a@people.test, b", address: "sara@people.test" } }, LETTER);
  expect(mails.map(({ to }) => to)).toEqual([["sara@people.test"]]);
});

test("35: 450 is tried later, 550 never again and the mailbox is marked", async () => {
  const later = await mailbox({ onRcptTo: (_to, _session, done) => done(refusing(450, "4.2.1 busy")) });
  expect(await postMail(later.config, ENVELOPE, LETTER)).toEqual({ is: "later", why: "the server answered 450" });
  const never = await mailbox({ onRcptTo: (_to, _session, done) => done(refusing(550, "5.1.1 no such person")) });
  expect(await postMail(never.config, ENVELOPE, LETTER)).toEqual({ is: "never", why: "the server answered 550", bounces: true });
});

test("what is refused for its content or its sender says nothing of the mailbox", async () => {
  const policy = await mailbox({ onRcptTo: (_to, _session, done) => done(refusing(550, "5.7.1 not from your network")) });
  expect(await postMail(policy.config, ENVELOPE, LETTER)).toMatchObject({ is: "never", bounces: false });
  const content = await mailbox({
    onData: (stream, _session, done) => {
      stream.resume();
      stream.on("end", () => done(refusing(554, "5.6.0 looks wrong")));
    },
  });
  expect(await postMail(content.config, ENVELOPE, LETTER)).toMatchObject({ is: "never", bounces: false });
  const sender = await mailbox({ onMailFrom: (_from, _session, done) => done(refusing(550, "5.1.8 unknown sender")) });
  expect(await postMail(sender.config, ENVELOPE, LETTER)).toMatchObject({ is: "later" });
});

test("34: broken off before the mail was given is later, after it unknown, and each attempt has one Message-ID", async () => {
  const before = await mailbox({ onMailFrom: (_from, session) => drop(session.id) });
  expect(await postMail(before.config, ENVELOPE, LETTER)).toMatchObject({ is: "later" });

  // It is taken, and the answer is lost.
  const ids: (string | undefined)[] = [];
  const after = await mailbox({
    onData(stream, session) {
      void simpleParser(stream).then((mail) => {
        ids.push(mail.messageId);
        drop(session.id);
      });
    },
  });
  expect(await postMail(after.config, ENVELOPE, LETTER)).toMatchObject({ is: "unknown" });
  expect(await postMail(after.config, ENVELOPE, LETTER)).toMatchObject({ is: "unknown" });
  expect(ids).toEqual(["<0190.sara.mail@amanat.test>", "<0190.sara.mail@amanat.test>"]);

  const nobody = await mailbox();
  await new Promise<void>((resolve) => nobodyListens(nobody, resolve));
  expect(await postMail(nobody.config, ENVELOPE, LETTER)).toMatchObject({ is: "later" });
});

function nobodyListens(_mailbox: Mailbox, done: () => void): void {
  const server = opened.at(-1);
  if (server) server.close(done);
  else done();
}

/** Ends a connection as a network does. */
function drop(id: string): void {
  for (const server of opened) for (const connection of server.connections) if (connection.session.id === id) connection._socket.destroy();
}

test("without a server it is one private file, whole, which a program can read", async () => {
  const directory = await mkdtemp(join(tmpdir(), "amanat-mail-"));
  const config: MailConfig = { from: FROM, smtp: null, directory };
  expect(await postMail(config, { ...ENVELOPE, to: { name: "", address: "../../etc/passwd@people.test" } }, LETTER)).toEqual({
    is: "sent",
  });
  const [file = "", ...more] = await readdir(directory);
  expect(more).toEqual([]);
  const text = await readFile(join(directory, file));
  expect((await simpleParser(text)).messageId).toBe("<0190.sara.mail@amanat.test>");
  expect((await stat(join(directory, file))).mode & 0o077).toBe(0);
  await rm(directory, { recursive: true });
});

test("with neither it says what to set", async () => {
  await expect(postMail({ from: FROM, smtp: null, directory: null }, ENVELOPE, LETTER)).rejects.toThrow(/SMTP_HOST or MAIL_DIR/);
});

import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LOCALES } from "@amanat/contracts";
import { mailJob } from "./job.ts";
import { renderMail } from "./render.ts";
import { sendMail } from "./send.ts";

const job = {
  kind: "code",
  to: "someone@amanat.test",
  name: "Somebody",
  locale: "fa",
  code: "012345",
  when: "2026-12-01T10:00:00.000Z",
  zone: "Asia/Tehran",
} as const;
const kinds = mailJob.options.map((option) => option.shape.kind.value);
const every = LOCALES.flatMap((locale) => kinds.map((kind) => [kind, locale] as const));
const detail = "120 USDC \u2192 0xabc";
const rendered = (kind: (typeof kinds)[number], locale: (typeof LOCALES)[number]) =>
  renderMail(mailJob.parse({ ...job, kind, locale, detail }));

describe("words", () => {
  it.each(LOCALES)("says the code in %s, in Latin digits, in the right direction", (locale) => {
    const mail = renderMail({ ...job, locale });
    expect(mail.text).toContain("\n012345\n");
    expect(mail.html).toContain(`lang="${locale}" dir="${["fa", "ar"].includes(locale) ? "rtl" : "ltr"}"`);
  });

  it.each(LOCALES)("has words for every kind of mail in %s, and no hole in them", (locale) => {
    const mails = kinds.map((kind) => rendered(kind, locale));
    expect(new Set(mails.map((mail) => mail.subject)).size).toBe(kinds.length);
    for (const [index, mail] of mails.entries()) {
      expect(mail.text).not.toMatch(/\{\w+\}|undefined/);
      expect(mail.text.includes("012345")).toBe(kinds[index]?.endsWith("code"));
      expect(mail.text.includes("120 USDC → 0xabc")).toBe(/^(step_up_|way_|destination_|payout_|admin_asked)/.test(kinds[index] ?? ""));
    }
  });

  it("has different words in every language", () => {
    for (const kind of kinds) {
      const subjects = LOCALES.map((locale) => rendered(kind, locale).subject);
      expect(new Set(subjects).size).toBe(LOCALES.length);
    }
  });

  it.each(every)(
    "a %s mail in %s says the same in both of its parts, and keeps its direction where a client drops the frame",
    (kind, locale) => {
      const { text, html } = rendered(kind, locale);
      const direction = ["fa", "ar"].includes(locale) ? "rtl" : "ltr";
      expect(html).toMatch(new RegExp(`<body[^>]* dir="${direction}"`));
      const inside = /<body[^>]*>(.*)<\/body>/s.exec(html)?.[1] ?? "";
      expect(inside).toMatch(new RegExp(`^<div[^>]* dir="${direction}"[^>]*direction:${direction}`));
      const plain = inside
        .replaceAll(/<[^>]+>/g, " ")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&gt;", ">")
        .replaceAll("&lt;", "<");
      const words = (part: string) => part.replaceAll("&amp;", "&").split(/\s+/).filter(Boolean);
      expect(words(plain)).toEqual(words(text));
    },
  );

  it.each(LOCALES)("whoever has not proved the mailbox puts no word of theirs into a mail, in %s", (locale) => {
    // Addresses that may be a stranger's: of a registration, and of one that is being added.
    for (const kind of ["code", "email_code"] as const) {
      const mail = renderMail(mailJob.parse({ ...job, kind, locale, name: "You won 500, claim at evil.example", detail: "evil.example" }));
      expect(mail.text + mail.html + mail.subject).not.toMatch(/won|evil/);
    }
  });

  it("does not let a name speak", () => {
    const mail = renderMail({ ...job, kind: "reset_code", locale: "en", name: "<img src=x>\r\nBcc: a@b\u202e$&" });
    expect(mail.html).not.toContain("<img");
    expect(mail.text).not.toMatch(/\r|\u202e|\nBcc/);
    expect(mail.text).toContain("$&");
  });
});

describe("sending", () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "amanat-mail-"));
  });
  afterAll(() => rm(directory, { recursive: true }));

  it("writes one private file per mail, with a code a program can find", async () => {
    const config = { from: "Amanat <no-reply@amanat.test>", smtp: null, directory };
    await sendMail(config, job);
    await sendMail(config, { ...job, to: "../../etc/passwd@amanat.test" });
    const files = (await readdir(directory)).toSorted();
    expect(files).toHaveLength(2);
    const text = await readFile(join(directory, files.find((file) => file.includes("someone")) ?? ""), "utf8");
    expect(/^(\d{6})\s*$/m.exec(text)?.[1]).toBe("012345");
    expect(text).toContain("To: someone@amanat.test");
    expect(text).toContain("Auto-Submitted: auto-generated");
    expect((await stat(join(directory, files[0] ?? ""))).mode & 0o077).toBe(0);
  });

  it("speaks SMTP when there is a server, and fails when it refuses", async () => {
    const heard: string[] = [];
    const server = createServer((socket) => {
      let inData = false;
      socket.write("220 test\r\n");
      socket.on("data", (chunk) => {
        for (const line of chunk.toString().split("\r\n")) {
          if (line) heard.push(line);
          if (inData) {
            if (line === ".") {
              inData = false;
              socket.write("250 ok\r\n");
            }
          } else if (line.startsWith("EHLO")) socket.write("250 test\r\n");
          else if (/^(MAIL|RCPT)/.test(line)) socket.write(line.includes("refused") ? "550 no\r\n" : "250 ok\r\n");
          else if (line === "DATA") {
            inData = true;
            socket.write("354 go\r\n");
          } else if (line === "QUIT") socket.end("221 bye\r\n");
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const config = { from: "Amanat <no-reply@amanat.test>", smtp: { host: "127.0.0.1", port, secure: false }, directory: null };
    await sendMail(config, job);
    expect(heard.join("\n")).toContain("RCPT TO:<someone@amanat.test>");
    await expect(sendMail(config, { ...job, to: "refused@amanat.test" })).rejects.toThrow();
    server.close();
  });

  it("refuses what no verb enqueued", async () => {
    await expect(sendMail({ from: "x", smtp: null, directory }, { kind: "code", to: "a" })).rejects.toThrow();
    await expect(sendMail({ from: "x", smtp: null, directory: null }, job)).rejects.toThrow(/SMTP_HOST or MAIL_DIR/);
  });
});

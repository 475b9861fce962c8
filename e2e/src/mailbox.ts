import { randomInt, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "@playwright/test";
import { createAmanat } from "@amanat/sdk";
import { type ParsedMail, simpleParser } from "mailparser";
import type { Account, World } from "./world.ts";

/** The mails to an address so far, by file name, which begins with the time. */
async function mailsTo(world: World, address: string): Promise<string[]> {
  const files = await readdir(world.demo.mailDir).catch(() => []);
  return files.filter((file) => file.endsWith(`-${address}.eml`)).toSorted();
}

/** The mails to an address so far, the oldest first, as a mail program reads them. */
export async function readMails(world: World, address: string): Promise<ParsedMail[]> {
  const files = await mailsTo(world, address);
  return Promise.all(files.map(async (file) => simpleParser(await readFile(path.join(world.demo.mailDir, file)))));
}

/** Where the one button of a mail leads. */
export function buttonOf({ html, subject }: ParsedMail): string {
  const [, url] = /<a href="([^"]+)"/.exec(html === false ? "" : (html ?? "")) ?? [];
  if (url === undefined) throw new Error(`the mail "${subject ?? ""}" leads nowhere`);
  return url.replaceAll("&amp;", "&");
}

/** Does something that mails a six-digit code to `address`, and reads the code once the worker has sent it. */
export async function codeMailedBy<T>(world: World, address: string, act: () => Promise<T>): Promise<{ code: string; answer: T }> {
  const before = await mailsTo(world, address);
  const answer = await act();
  const fresh = async () => (await mailsTo(world, address)).find((file) => !before.includes(file));
  await expect.poll(fresh, { timeout: 60_000, message: `a mail to ${address}` }).toBeDefined();
  const text = await readFile(path.join(world.demo.mailDir, (await fresh()) ?? ""), "utf8");
  const code = /^(\d{6})\s*$/m.exec(text)?.[1];
  if (code === undefined) throw new Error(`no code in the mail to ${address}`);
  return { code, answer };
}

/** The next code mailed to an address: one that is read after this was called. */
export async function nextCodeTo(world: World, address: string): Promise<() => Promise<string>> {
  const before = new Set(await mailsTo(world, address));
  const codes = async () => {
    const fresh = (await mailsTo(world, address)).filter((file) => !before.has(file));
    const texts = await Promise.all(fresh.map((file) => readFile(path.join(world.demo.mailDir, file), "utf8")));
    return texts.flatMap((text) => /^(\d{6})\s*$/m.exec(text)?.[1] ?? []);
  };
  return async () => {
    await expect.poll(async () => (await codes()).length, { timeout: 60_000, message: `a code for ${address}` }).toBeGreaterThan(0);
    return (await codes()).at(-1) ?? "";
  };
}

/** A fetch that comes from an address of its own: what one network may do in a quarter of an hour is counted. */
function fromElsewhere(): typeof fetch {
  const address = `198.51.${randomInt(256)}.${randomInt(1, 255)}`;
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("x-forwarded-for", address);
    return fetch(input, { ...init, headers });
  };
}

/** Somebody new, who buys and sells and has no wallet yet. For tests that change the person: their sessions, their roles, their keys. */
export async function newPerson(world: World, name: string): Promise<Account> {
  const account = { email: `${randomUUID()}@amanat.test`, password: "seventeen calm rivers" };
  const amanat = createAmanat({ baseUrl: world.url, fetch: fromElsewhere() });
  const { code } = await codeMailedBy(world, account.email, () => amanat.auth.register({ ...account, name, locale: "en" }));
  await amanat.auth.verifyEmail({ email: account.email, code });
  return account;
}

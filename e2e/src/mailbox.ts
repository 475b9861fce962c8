import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import type { World } from "./world.ts";

/** The mails to an address so far, by file name, which begins with the time. */
async function mailsTo(world: World, address: string): Promise<string[]> {
  const files = await readdir(world.demo.mailDir).catch(() => []);
  return files.filter((file) => file.endsWith(`-${address}.eml`)).toSorted();
}

/** Does something that mails a six-digit code to `address`, and reads the code once the worker has sent it. */
export async function codeMailedBy<T>(world: World, address: string, act: () => Promise<T>): Promise<{ code: string; answer: T }> {
  const before = await mailsTo(world, address);
  const answer = await act();
  const fresh = async () => (await mailsTo(world, address)).find((file) => !before.includes(file));
  await expect.poll(fresh, { timeout: 30_000, message: `a mail to ${address}` }).toBeDefined();
  const text = await readFile(path.join(world.demo.mailDir, (await fresh()) ?? ""), "utf8");
  const code = /^(\d{6})\s*$/m.exec(text)?.[1];
  if (code === undefined) throw new Error(`no code in the mail to ${address}`);
  return { code, answer };
}

import { readFile } from "node:fs/promises";
import path from "node:path";

/** The superuser's url of the server that a data directory had last, on the maintenance database; null when there was none. */
export async function lastUrlOf(dataDir: string): Promise<string | null> {
  const read = (name: string) => readFile(path.join(dataDir, name), "utf8").then((text) => text.trim());
  try {
    const [password, port] = await Promise.all([read("superuser.secret"), read("port")]);
    return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  } catch {
    return null;
  }
}

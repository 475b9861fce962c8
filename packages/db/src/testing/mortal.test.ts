import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createCtx, inTransaction, TENANT_ID } from "../index.ts";
import { type Line, type Mortal, openMortal, useDatabase } from "./index.ts";

const house = useDatabase();

const process = { kind: "system", tenantId: TENANT_ID, process: "worker" } as const;
const marked = (name: string) => house.db.prisma.heartbeat.count({ where: { process: { startsWith: name } } });
const mark = ({ db }: Mortal, name: string) => db.prisma.heartbeat.create({ data: { process: name, at: new Date() } });

/** Marks twice in one transaction, as a process that dies where it is told to; whatever it does in its last agony is tried too. */
async function markTwice(name: string, dies: (line: Line) => boolean): Promise<Mortal> {
  const mortal = await openMortal({ url: house.urls.app, living: house.db.pool, dies });
  try {
    await inTransaction(createCtx(mortal.db, process), async ({ tx }) => {
      for (const each of ["one", "two"]) await tx.heartbeat.create({ data: { process: `${name} ${each}`, at: new Date() } });
    });
  } catch {
    await expect(mark(mortal, `${name} three`)).rejects.toThrow();
  } finally {
    await mortal.end();
  }
  return mortal;
}

describe("a process that dies", () => {
  test("at each line in turn: nothing of a transaction is there, or all of it, and nothing comes after", async () => {
    const lines: string[] = [];
    await markTwice(randomUUID(), ({ text }) => lines.push(text) === 0);
    expect(lines.at(-1)).toBe("COMMIT, done");
    for (const [last] of lines.entries()) {
      const name = randomUUID();
      let at = -1;
      const { dead } = await markTwice(name, () => (at += 1) === last);
      expect(dead).toBe(true);
      expect(await marked(name)).toBe(lines[last] === "COMMIT, done" ? 2 : 0);
    }
  });

  test("leaves no lock behind, and calls nobody any more", async () => {
    const [name, calls] = [randomUUID(), [] as string[]];
    const mortal = await openMortal({ url: house.urls.app, living: house.db.pool, dies: ({ text }) => text === "second" });
    await mark(mortal, name);
    const call = (text: string) => mortal.call(text, false, () => Promise.resolve(calls.push(text)));
    const last = inTransaction(createCtx(mortal.db, process), async ({ tx }) => {
      await tx.heartbeat.update({ where: { process: name }, data: { at: new Date() } });
      await call("first");
      await call("second");
    });
    await expect(last).rejects.toThrow();
    await expect(call("third")).rejects.toThrow();
    await mortal.end();
    expect(calls).toEqual(["first"]);
    await house.db.prisma.$executeRaw`SELECT 1 FROM "Heartbeat" WHERE "process" = ${name} FOR UPDATE NOWAIT`;
  });
});

import { createCtx, TENANT_ID } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { describe, expect, it, vi } from "vitest";
import { readiness, type Readiness, shared } from "./readiness.ts";

const test = useDatabase();

const well: Readiness = { ready: true, parts: {} };

/** A check that answers when it is told to, and counts how often it was asked. */
function slowCheck() {
  const running: PromiseWithResolvers<Readiness>[] = [];
  const check = () => {
    const asked = Promise.withResolvers<Readiness>();
    running.push(asked);
    return asked.promise;
  };
  return { check, running };
}

describe("asking whether everything works", () => {
  it("costs one check for everybody who asks while it runs, and for a second after it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { check, running } = slowCheck();
      const ask = shared(check, 1_000);
      const waiting = Array.from({ length: 100 }, () => ask());
      expect(running).toHaveLength(1);
      running[0]?.resolve(well);
      expect(await Promise.all(waiting)).toEqual(Array.from({ length: 100 }, () => well));
      await vi.advanceTimersByTimeAsync(999);
      expect(await ask()).toBe(well);
      expect(running).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      void ask();
      void ask();
      expect(running).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("begins anew at once after a check that broke, which everybody who waited is told", async () => {
    const { check, running } = slowCheck();
    const ask = shared(check);
    const waiting = [ask(), ask(), ask()];
    running[0]?.reject(new Error("broke"));
    expect((await Promise.allSettled(waiting)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    const again = ask();
    expect(running).toHaveLength(2);
    running[1]?.resolve(well);
    expect(await again).toBe(well);
  });
});

it("late news is said, and is no reason to take a process out of service", async () => {
  const ctx = createCtx(test.db, { kind: "system", tenantId: TENANT_ID, process: "web" });
  const ports = { ctx, chains: [], watchers: [], verifyVersion: () => Promise.resolve() };
  const said = async (stuckMs: number) => (await readiness({ ...ports, stuckMs: () => stuckMs })).parts["events"];
  expect(await said(999)).toEqual({ ok: true, detail: "told at once" });
  expect(await said(42_500)).toEqual({ ok: true, detail: "kept back for 42 s by an open transaction" });
});

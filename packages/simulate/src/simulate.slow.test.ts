import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { Violation } from "@amanat/lives";
import { describe, expect, test } from "vitest";
import { liveThrough, PEOPLE } from "./history.ts";
import { World } from "./world.ts";

async function simulate(...args: string[]) {
  const program = path.join(import.meta.dirname, "simulate.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, "--json", ...args]).catch(
    ({ stdout: said, stderr }: { stdout: string; stderr: string }) => {
      // Its last lines say what must not happen, and with which seed to see it again. The first is what a summary shows.
      throw new Error(`the simulation failed: ${stderr.trim().split("\n").slice(-20).reverse().join("\n")}\n${said}`);
    },
  );
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}

describe("npm run simulate", () => {
  test("the same seed gives the same history, without a violation and with faults of most kinds", async () => {
    const history = () => simulate("--deals", "40", "--lived", "6", "--seed", "1");
    const [one, two] = [await history(), await history()];
    expect(one).toMatchObject({ ok: true, deals: 40, lived: 6 });
    expect([two.hash, two.ends]).toEqual([one.hash, one.ends]);
    expect(Object.values<number>(one.faults).filter((count) => count > 0).length).toBeGreaterThan(15);
  });

  test("any seed", async () => {
    expect(await simulate("--deals", "60", "--lived", "8")).toMatchObject({ ok: true });
  });

  test.each([
    ["a booked deal's balance", 3, "424242"],
    ["a lived deal's balance", 3, "erc20:0x7070"],
  ])("notices %s that somebody changed", async (_what, kind, asset) => {
    const world = await World.open(PEOPLE);
    try {
      let told = 0;
      const changed = world.asSuperuser.bind(world, (client) =>
        client.query(
          `UPDATE ledger.balance SET amount = amount + 1 WHERE account_id IN (
             SELECT id FROM ledger.account WHERE kind = $1 AND asset LIKE '%' || $2 || '%')`,
          [kind, asset],
        ),
      );
      const history = liveThrough(world, {
        seed: 3,
        lived: 12,
        booked: 60,
        onProgress: () => {
          told += 1;
          if (told === 4) void changed();
        },
      });
      await expect(history).rejects.toThrow(Violation);
      await expect(history).rejects.toThrow(/^round \d+: /);
    } finally {
      await world.close();
    }
  });

  test("a wrong number on the command line is told in one line", async () => {
    await expect(simulate("--deals", "none")).rejects.toThrow(/--deals takes a whole number/);
  });
});

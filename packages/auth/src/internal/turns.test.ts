import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { decoy, hashPassword, passwordFits } from "./password.ts";
import { openTurns } from "./turns.ts";

/** Work that says when it starts and ends when it is told to. */
function works() {
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return { started, work, end: (name: string) => ends.get(name)?.() };
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => "OK",
    (error: { code?: string }) => error.code,
  );

describe("turns", () => {
  it("run so many at once, the known before strangers who came earlier", async () => {
    const turns = openTurns({ atOnce: 1, waitingPerLane: 5 });
    const { started, work, end } = works();
    const all = [
      turns.run("stranger", work("first")),
      turns.run("stranger", work("second")),
      turns.run("stranger", work("third")),
      turns.run("known", work("owner")),
    ];
    expect(started).toEqual(["first"]);
    for (const name of ["first", "owner", "second", "third"]) {
      expect(started.at(-1)).toBe(name);
      end(name);
      await sleep(0);
    }
    expect(await Promise.all(all)).toEqual(["first", "second", "third", "owner"]);
  });

  it("send strangers away when too many wait, and the known are let in all the same", async () => {
    const turns = openTurns({ atOnce: 2, waitingPerLane: 3 });
    const { started, work, end } = works();
    const crowd = Array.from({ length: 50 }, (_, n) => code(turns.run("stranger", work(`s${n}`))));
    const owner = turns.run("known", work("owner"));
    end("s0");
    await sleep(0);
    expect(started).toEqual(["s0", "s1", "owner"]);
    for (const name of ["owner", "s1", "s2", "s3", "s4"]) {
      end(name);
      await sleep(0);
    }
    const answers = await Promise.all(crowd);
    expect(answers.filter((each) => each === "BUSY")).toHaveLength(45);
    expect(await owner).toBe("owner");
  });

  it("serve a stranger every third time, however many of the known come after", async () => {
    const turns = openTurns({ atOnce: 1, waitingPerLane: 10 });
    const { started, work, end } = works();
    const first = turns.run("known", work("k0"));
    const strangers = ["s1", "s2"].map((name) => turns.run("stranger", work(name)));
    const known = ["k1", "k2", "k3", "k4", "k5", "k6"].map((name) => turns.run("known", work(name)));
    for (let n = 0; n < 9; n += 1) {
      end(started.at(-1) ?? "");
      await sleep(0);
    }
    expect(started).toEqual(["k0", "k1", "k2", "s1", "k3", "k4", "s2", "k5", "k6"]);
    await Promise.all([first, ...strangers, ...known]);
  });

  it("go on after work that fails", async () => {
    const turns = openTurns({ atOnce: 1, waitingPerLane: 5 });
    await expect(turns.run("known", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    expect(await turns.run("known", () => Promise.resolve("next"))).toBe("next");
  });
});

describe("passwords", () => {
  it("that nobody has cost what real ones cost", async () => {
    const real = await hashPassword("correct horse battery");
    const cost = (phc: string) => phc.split("$").slice(1, 4).join();
    expect(cost(decoy)).toBe(cost(real));
    expect([
      await passwordFits(real, "correct horse battery"),
      await passwordFits(real, "wrong"),
      await passwordFits(null, "wrong"),
    ]).toEqual([true, false, false]);
  });
});

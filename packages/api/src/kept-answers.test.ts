import { PROCEDURES, STALE } from "@amanat/contracts";
import { newsOf } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import { describe, expect, test } from "vitest";
import { type KeptAnswers, openKeptAnswers } from "./kept-answers.ts";

const house = useDatabase();

const LIST = "marketplace.listRequests";
const asked = (changes: Partial<Parameters<KeptAnswers["answer"]>[0]> = {}) => ({
  path: LIST,
  tenantId: "one",
  input: {},
  seconds: 15,
  ...changes,
});

/** Answers that count how often they were made. */
function counting() {
  const made = { times: 0 };
  return { made, make: () => Promise.resolve({ n: (made.times += 1) }) };
}

function opened(limits?: { most: number; bytes: number }): KeptAnswers {
  return openKeptAnswers(house.db.bus, limits);
}

describe("an answer that is kept", () => {
  test("is given out again, as the same bytes under the same name", async () => {
    const answers = opened();
    const { made, make } = counting();
    const first = await answers.answer(asked(), make);
    const second = await answers.answer(asked(), make);
    expect([first.hit, second.hit, made.times]).toEqual([false, true, 1]);
    expect(second.kept).toBe(first.kept);
    expect(first.kept.bytes.toString()).toBe('{"result":{"data":{"n":1}}}');
    expect(answers.counts).toEqual({ hits: 1, misses: 1, evictions: 0 });
    answers.close();
  });

  test("is no other tenant's, no other question's and no other query's", async () => {
    const answers = opened();
    const { make } = counting();
    const all = [asked(), asked({ tenantId: "two" }), asked({ input: { limit: 5 } }), asked({ path: "marketplace.getRequest" })];
    const kept = await Promise.all(all.map(async (one) => (await answers.answer(one, make)).kept));
    expect(new Set(kept.map(({ etag }) => etag)).size).toBe(4);
    for (const [n, one] of all.entries()) expect((await answers.answer(one, make)).kept).toBe(kept[n]);
    answers.close();
  });

  test("is gone with the news that makes it stale, and stays with other news", async () => {
    const answers = opened();
    const { made, make } = counting();
    for (const subject of Object.keys(STALE) as (keyof typeof STALE)[]) {
      await answers.answer(asked(), make);
      const before = made.times;
      house.db.bus.publish(["market", newsOf(subject)]);
      await answers.answer(asked(), make);
      expect([subject, made.times > before]).toEqual([subject, STALE[subject].includes(LIST)]);
    }
    const before = made.times;
    // Names that were lost, or too many for one message.
    house.db.bus.publish([]);
    await answers.answer(asked(), make);
    expect(made.times).toBe(before + 1);
    answers.close();
  });

  test("that was read before its news came is given to whoever asked before, and to nobody after", async () => {
    const answers = opened();
    const reading = Promise.withResolvers<object>();
    const early = answers.answer(asked(), () => reading.promise);
    house.db.bus.publish([newsOf("request")]);
    const late = answers.answer(asked(), () => Promise.resolve({ n: "new" }));
    reading.resolve({ n: "old" });
    expect((await early).kept.data).toEqual({ n: "old" });
    expect((await late).kept.data).toEqual({ n: "new" });
    expect((await answers.answer(asked(), () => Promise.reject(new Error("asked again")))).kept.data).toEqual({ n: "new" });
    answers.close();
  });

  test("is made once for all who ask at the same time; a failure is told to all of them and not kept", async () => {
    const answers = opened();
    const { made, make } = counting();
    await Promise.all(Array.from({ length: 20 }, () => answers.answer(asked(), make)));
    expect(made.times).toBe(1);
    const failing = Array.from({ length: 3 }, () => answers.answer(asked({ input: 1 }), () => Promise.reject(new Error("no"))));
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect((await answers.answer(asked({ input: 1 }), make)).hit).toBe(false);
    answers.close();
  });

  test("goes where there is no room, the one that was not asked for longest first", async () => {
    const answers = opened({ most: 3, bytes: 10_000 });
    const { made, make } = counting();
    for (const input of [1, 2, 3]) await answers.answer(asked({ input }), make);
    await answers.answer(asked({ input: 1 }), make);
    await answers.answer(asked({ input: 4 }), make);
    expect((await answers.answer(asked({ input: 1 }), make)).hit).toBe(true);
    expect((await answers.answer(asked({ input: 2 }), make)).hit).toBe(false);
    expect([made.times, answers.counts.evictions]).toEqual([5, 2]);
    const small = opened({ most: 100, bytes: 100 });
    for (let input = 0; input < 50; input += 1) await small.answer(asked({ input }), make);
    expect(small.counts.evictions).toBeGreaterThan(40);
    for (const one of [answers, small]) one.close();
  });

  test("ends with its time", async () => {
    const answers = opened();
    const { make } = counting();
    await answers.answer(asked({ seconds: 0.05 }), make);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await answers.answer(asked(), make)).hit).toBe(false);
    answers.close();
  });

  test("cannot be changed by whoever gets it", async () => {
    const answers = opened();
    const { kept } = await answers.answer(asked(), () => Promise.resolve({ data: [{ title: "a" }] }));
    expect(() => ((kept.data as { data: { title: string }[] }).data[0]!.title = "b")).toThrow(TypeError);
    answers.close();
  });
});

test("only public queries are kept, for 15 seconds at most, and each has news that makes it stale", () => {
  const rows = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
    Object.entries(procedures).map(([name, row]) => ({ path: `${namespace}.${name}`, kind: row.kind, access: row.access })),
  );
  const kept = rows.filter(({ access }) => access.keptSeconds !== undefined);
  expect(kept.map(({ path }) => path)).toEqual(["marketplace.listRequests", "marketplace.getRequest"]);
  for (const { path, kind, access } of kept) {
    expect([kind, access.who]).toEqual(["query", "public"]);
    expect(access.keptSeconds).toBeLessThanOrEqual(15);
    expect(Object.values(STALE).some((queries) => queries.some((query) => query === path))).toBe(true);
  }
});

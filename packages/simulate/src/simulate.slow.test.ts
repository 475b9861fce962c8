import { Violation } from "@amanat/lives";
import { expect, test } from "vitest";
import { type HistoryOptions, liveThrough } from "./history.ts";
import { World } from "./world.ts";

/** Few people and deals: the long form is `npm run prove -- simulate`. */
const PEOPLE = 20;

type Told = Omit<HistoryOptions, "onProgress"> & { onRound?: (world: World, round: number) => void };

/** One history in a world of its own. */
async function live({ onRound, ...options }: Told) {
  const world = await World.open(PEOPLE);
  try {
    let round = 0;
    const history = await liveThrough(world, { ...options, onProgress: () => onRound?.(world, (round += 1)) });
    return { history, faults: [...world.tally.counts.values()].filter((count) => count > 0).length };
  } finally {
    await world.close();
  }
}

test("any seed gives the same history twice, without a violation and with faults of most kinds", async () => {
  const seed = Math.floor(Math.random() * 1_000_000_000);
  const told = { seed, lived: 5, booked: 25 };
  const [one, two] = [await live(told), await live(told)];
  // How many transfers a retry takes is the clock's; what is in the books in the end is not.
  expect([two.history.hash, two.history.ends], `npm run simulate -- --seed ${seed} --deals 30 --lived 5`).toEqual([
    one.history.hash,
    one.history.ends,
  ]);
  expect(one.faults, `seed ${seed}`).toBeGreaterThan(15);
});

test.each([
  ["a booked deal's balance", 3, "424242"],
  ["a lived deal's balance", 3, "erc20:0x7070"],
])("notices %s that somebody changed", async (_what, kind, asset) => {
  const change = (world: World) =>
    world.asSuperuser((client) =>
      client.query(
        `UPDATE ledger.balance SET amount = amount + 1 WHERE account_id IN (
           SELECT id FROM ledger.account WHERE kind = $1 AND asset LIKE '%' || $2 || '%')`,
        [kind, asset],
      ),
    );
  const history = live({
    seed: 3,
    lived: 6,
    booked: 30,
    onRound: (world, round) => {
      if (round === 4) void change(world);
    },
  });
  await expect(history).rejects.toThrow(Violation);
  await expect(history).rejects.toThrow(/^round \d+: /);
});

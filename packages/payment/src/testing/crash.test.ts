import { useDatabase } from "@amanat/testing";
import { newId } from "@amanat/db";
import { expect, test } from "vitest";
import * as payment from "../index.ts";
import { tell, type Tale } from "./crash.ts";
import { inside } from "./agreement.ts";

const database = useDatabase();
const fresh = () => ({ db: database.db, urls: database.urls, drop: () => Promise.resolve() });

/** Its release has a cause of its own each time it is asked for, as if nobody had thought of asking again. */
const careless: Tale = {
  name: "a careless release",
  async tell(story) {
    const deal = await story.agree("the deal");
    await story.pay({ parts: [{ scope: deal, tranche: 1, amount: 1_000n }], through: true });
    await story.step("released without a key", (alive) =>
      inside(alive(story.stage), (tx) =>
        payment.moveMoney(tx, { scope: deal, cause: newId(), divisions: [{ tranche: 1, release: story.toSeller(300n) }] }),
      ),
    );
  },
};

test("what happens twice when it is asked for again shows in the books", async () => {
  const undisturbed = await tell(careless, fresh(), () => false);
  expect(undisturbed.books.accounts).toMatchObject({ "releasable the deal seller": 300n });
  const before = await tell(careless, fresh(), ({ name, text }) => name.startsWith("released") && text === "BEGIN" && once("before"));
  expect(before.deaths).toBe(1);
  expect(before.books.accounts).toEqual(undisturbed.books.accounts);
  const after = await tell(careless, fresh(), ({ name, text }) => name.startsWith("released") && text === "COMMIT, done" && once("after"));
  expect(after.deaths).toBe(1);
  expect(after.books.accounts).toMatchObject({ "releasable the deal seller": 600n });
});

const happened = new Set<string>();
function once(what: string): boolean {
  if (happened.has(what)) return false;
  happened.add(what);
  return true;
}

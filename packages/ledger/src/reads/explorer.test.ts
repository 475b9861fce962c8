import { publicId, uuidOf } from "@amanat/contracts";
import { inTransaction, newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import { type Leg, reverse, tryPost } from "../index.ts";
import { accountsOfKind, journal } from "./explorer.ts";

const house = useDatabase();
const asset = "eip155:31337/erc20:0x00000000000000000000000000000000000000f1";
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
});

async function posted(...legs: Leg[]): Promise<string> {
  const id = newId();
  await tryPost(people.system(), { id, legs });
  return publicId("journal", id);
}
const given = (party: string, amount: bigint): Leg => ({
  debit: { kind: "operator", asset },
  credit: { kind: "available", party, asset },
  amount,
  code: "operator_funding",
});

test("the accounts of a kind come by name, page by page, each once, with what they hold", async () => {
  for (const [n, party] of ["a", "b", "c", "d", "e"].entries()) await posted(given(party, BigInt(n + 1)));
  const ask = { kind: "available", asset, limit: 2 } as const;
  const found: [string, string][] = [];
  let cursor: string | undefined;
  do {
    const page = await accountsOfKind(people.guard(), { ...ask, cursor });
    found.push(...page.data.map(({ party, balance }): [string, string] => [party, balance]));
    cursor = page.meta.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(found).toEqual([
    ["a", "1"],
    ["b", "2"],
    ["c", "3"],
    ["d", "4"],
    ["e", "5"],
  ]);
  await expect(accountsOfKind(people.resolver(), { ...ask, cursor: undefined })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a journal and its reversal lead to each other, among others of the same amount", async () => {
  const others = [await posted(given("f", 7n)), await posted(given("f", 7n)), await posted(given("f", 7n))];
  const [, middle = ""] = others;
  expect(await journal(people.guard(), { journal: middle })).toMatchObject({ reversedBy: null, reverses: null, legs: [{ amount: "7" }] });
  const { id } = await inTransaction(people.system(), (tx) => reverse(tx, uuidOf("journal", middle) ?? ""));
  const back = publicId("journal", id);
  expect(await journal(people.guard(), { journal: middle })).toMatchObject({ reversedBy: back, reverses: null });
  expect(await journal(people.admin(), { journal: back })).toMatchObject({
    reversedBy: null,
    reverses: middle,
    legs: [{ code: "reversal" }],
  });
  expect(await journal(people.guard(), { journal: others[0] ?? "" })).toMatchObject({ reversedBy: null });
  await expect(journal(people.guard(), { journal: publicId("journal", newId()) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(journal(people.buyer(), { journal: middle })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

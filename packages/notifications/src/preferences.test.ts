import { cast, useDatabase } from "@amanat/testing";
import { expect, test } from "vitest";
import { changePreferences, getPreferences } from "./index.ts";
import { House } from "./world.fixture.ts";

const database = useDatabase();

test("what is off on a channel that was not offered stays off", async () => {
  const people = await cast(database.db);
  const house = new House(database.db);
  house.person(people.buyer.id);
  const { reaches } = house.ports;
  const change = (version: number, off: { group: "market" | "deals"; channel: "mail" | "push" }[], ports: typeof house.ports) =>
    changePreferences(people.buyer(), { version, off, quiet: null, digest: "none" }, ports);
  await change(0, [{ group: "market", channel: "push" }], house.ports);
  const { mail } = reaches;
  const withoutPush = { ...house.ports, reaches: mail === undefined ? {} : { mail } };
  await change(1, [{ group: "deals", channel: "mail" }], withoutPush);
  const seen = await getPreferences(people.buyer(), house.ports);
  const on = new Map(seen.groups.map((each) => [each.group, each.on]));
  expect([on.get("market")?.includes("push"), on.get("market")?.includes("mail"), on.get("deals")?.includes("mail")]).toEqual([
    false,
    true,
    false,
  ]);
  await change(2, [], house.ports);
  expect((await getPreferences(people.buyer(), house.ports)).groups.find(({ group }) => group === "market")?.on).toContain("push");
});

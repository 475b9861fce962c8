import { useDatabase } from "@amanat/testing";
import { beforeAll, expect, test } from "vitest";
import * as disputes from "./index.ts";
import { World } from "./world.fixture.ts";

/** The desk's list of cases, and what the overview counts of them. */

const database = useDatabase();
let w: World;
let first: { caseId: string; dealId: string };
let second: { caseId: string; dealId: string };
beforeAll(async () => {
  w = await World.of(database);
  first = await w.opened();
  second = await w.judged("seller");
});

const ask = (filters: Partial<Parameters<typeof disputes.desk>[1]>) =>
  disputes.desk(w.as("guard"), { show: "open", limit: 20, ...filters });
const ids = async (filters: Parameters<typeof ask>[0]) => (await ask(filters)).data.map(({ id }) => id).toSorted();

test("a case is found by its id, its deal's, and words of its title", async () => {
  const all = [first.caseId, second.caseId].toSorted();
  expect(await ids({})).toEqual(all);
  expect(await ids({ search: first.caseId.toUpperCase() })).toEqual([first.caseId]);
  expect(await ids({ search: second.dealId })).toEqual([second.caseId]);
  expect(await ids({ search: "plain thing" })).toEqual(all);
  expect(await ids({ search: "sextant" })).toEqual([]);
});

test("by when somebody has to have acted: each case is in one term, in the list as on the overview", async () => {
  const terms = ["overdue", "day", "week", "later"] as const;
  const counted = async () => {
    const found: Record<string, string[]> = {};
    for (const term of terms) found[term] = await ids({ due: term });
    return found;
  };
  // Both state within three days; a mediator rules within five.
  expect(await counted()).toEqual({ overdue: [], day: [], week: [first.caseId, second.caseId].toSorted(), later: [] });
  w.hours(60);
  expect(await counted()).toMatchObject({ day: [first.caseId], week: [second.caseId] });
  w.hours(24);
  expect(await counted()).toMatchObject({ overdue: [first.caseId], day: [], week: [second.caseId] });
  const due = await disputes.casesDue(w.as("guard"), 10);
  const now = await w.clock.now(w.db.prisma);
  expect(due.filter((date) => date !== null && date < now)).toHaveLength(1);
  expect(due).toHaveLength(2);
  await expect(disputes.casesDue(w.as("buyer"), 10)).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a place in the list belongs to its filters", async () => {
  const { meta } = await ask({ limit: 1 });
  expect(meta.hasMore).toBe(true);
  const cursor = meta.nextCursor ?? "";
  expect((await ask({ limit: 1, cursor })).data).toHaveLength(1);
  await expect(ask({ limit: 1, cursor, search: "plain" })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
});

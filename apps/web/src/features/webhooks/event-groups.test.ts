import { EVENTS } from "@amanat/contracts";
import { expect, test } from "vitest";
import { eventGroups } from "./event-groups.ts";
import { EVENT_SUBJECTS, withAll, withSingle } from "./subjects.ts";

test("every subject there is can be asked for, but sessions and notices, of which no endpoint hears", () => {
  const subjects = new Set(Object.keys(EVENTS).map((type) => type.split(".")[0] ?? ""));
  for (const unheard of ["session", "notice"]) subjects.delete(unheard);
  expect([...EVENT_SUBJECTS].toSorted()).toEqual([...subjects].toSorted());
});

test("somebody is offered what they may see: incidents and devices are for staff, and what is sent to endpoints is for nobody", () => {
  const buyer = eventGroups(["buyer", "seller"]);
  const admin = eventGroups(["admin"]).map(({ subject }) => subject);
  for (const subject of ["incident", "safekeeping"]) {
    expect(buyer.map((group) => group.subject)).not.toContain(subject);
    expect(admin).toContain(subject);
  }
  expect(buyer.at(-1)).toEqual({ subject: "webhook", types: ["webhook.paused.v1"] });
  expect(buyer[0]?.types).toContain("deal.completed.v1");
});

test("all about a subject takes the place of its single events", () => {
  const group = { subject: "deal", types: ["deal.held.v1", "deal.ruled.v1"] } as const;
  const single = withSingle(["offer.*"], "deal.held.v1", true);
  expect(single).toEqual(["offer.*", "deal.held.v1"]);
  expect(withAll(single, group, true)).toEqual(["offer.*", "deal.*"]);
  expect(withAll(["offer.*", "deal.*"], group, false)).toEqual(["offer.*"]);
  expect(withSingle(single, "deal.held.v1", false)).toEqual(["offer.*"]);
});

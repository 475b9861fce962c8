import { CASE_STATUSES, type CaseStatus, GUARD_HOLD_DAYS } from "@amanat/contracts";
import { wayOf } from "@amanat/db";
import { useDatabase } from "@amanat/testing";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import * as disputes from "./index.ts";
import { CASE, type CaseFacts, type CaseMover } from "./state.ts";
import { Walk } from "./walk.fixture.ts";
import { World } from "./world.fixture.ts";

/** No state that a case can come to freezes money for ever: each side alone can end it, and so can the clock alone. */

/** `npm run prove -- cases` walks many. */
const WALKS = Number(process.env["AMANAT_CASE_WALKS"] ?? 8);
const DAY_MS = 86_400_000;
const DAYS = { last: 90, appeal: 3, decide: 5, guard: GUARD_HOLD_DAYS, slack: 1 } as const;

describe("by its table alone", () => {
  type Way = {
    readonly on: string;
    readonly to: CaseStatus;
    readonly by: readonly CaseMover[];
    readonly guard: keyof typeof CASE.guards | null;
  };
  const facts = (opener: boolean): CaseFacts[] =>
    [0, 1].flatMap((round) => [true, false].map((small) => ({ round, small, opener, inTime: false, changed: true })));
  const waysOf = (state: CaseStatus): readonly Way[] => CASE.states[state];
  const can = (way: Way, known: CaseFacts) => way.guard === null || CASE.guards[way.guard].holds(known);
  const alive = CASE_STATUSES.filter((state) => waysOf(state).length > 0);

  /** The states from which this mover, and nobody else, comes to an end. */
  function endsBy(by: CaseMover, known: CaseFacts): Set<CaseStatus> {
    const ends = new Set<CaseStatus>(CASE_STATUSES.filter((state) => waysOf(state).length === 0));
    const leads = (state: CaseStatus) => waysOf(state).some((way) => way.by.includes(by) && can(way, known) && ends.has(way.to));
    for (let before = -1; before < ends.size;) {
      before = ends.size;
      for (const state of alive) if (leads(state)) ends.add(state);
    }
    return ends;
  }

  test.each(["buyer", "seller", "timer"] as const)("the %s alone ends it from every state, whatever was decided before", (by) => {
    for (const known of [...facts(true), ...facts(false)]) for (const state of alive) expect([...endsBy(by, known)]).toContain(state);
  });

  test("who gives all away needs nobody's answer, in any state", () => {
    for (const state of alive) for (const by of ["buyer", "seller"] as const) expect(wayOf(CASE, state, "settle", by).to).toBe("settled");
  });
});

describe("by its verbs", () => {
  const database = useDatabase();
  let w: World;
  beforeAll(async () => {
    w = await World.of(database);
  });

  test("a ruling on the last day, appealed when nobody is left to rule: the first ruling is carried out", async () => {
    const { caseId, dealId, mediator } = await w.judged();
    w.hours(88 * 24);
    await w.rule(mediator, await w.now(caseId), { outcome: "release" });
    const walk = new Walk(w, { dealId, caseId, tranches: [1, 2] });
    await walk.check();
    // Its last date comes while the ruling can be appealed.
    await walk.passes(60);
    w.able.splice(0);
    await disputes.appeal(w.as("buyer"), { ...(await w.now(caseId)), statement: "Not what we showed at all." }, w.ports);
    await walk.silence(20);
    expect([walk.status, await w.dealStatus(dealId)]).toEqual(["resolved", "completed"]);
    w.able.push("resolver", "resolver2", "resolver3");
  });

  const step = fc.record({ what: fc.nat(4_000), how: fc.nat(4_000) });
  const begun = fc.record({
    seller: fc.boolean(),
    both: fc.boolean(),
    small: fc.boolean(),
    evidenceHours: fc.constantFrom(0, 24),
    steps: fc.array(step, { minLength: 4, maxLength: 14 }),
  });

  test(
    "walked in any order and then left alone, the money goes on by its last date",
    async () => {
      const ends = new Map<string, number>();
      let walked = 0;
      await fc.assert(
        fc.asyncProperty(begun, async ({ seller, both, small, evidenceHours, steps }) => {
          await w.set("smallUnits", small ? 1 : 0);
          await w.set("evidenceHours", evidenceHours);
          w.able.splice(0, 3, "resolver", "resolver2", "resolver3");
          const tranches = both ? [1, 2] : [1];
          const walk = new Walk(w, { ...(await w.opened(seller ? "seller" : "buyer", { tranches })), tranches });
          const from = (await w.clock.now(w.db.prisma)).getTime();
          try {
            for (const one of steps) {
              await walk.walk(one);
              walked += 1;
            }
            const left = (await w.clock.now(w.db.prisma)).getTime();
            const { caseMs, dealStatus } = await walk.silence(120);
            expect(walk.isOver).toBe(true);
            // What an outage takes is given back, at most twice; a ruling on the last date can be appealed, and that is ruled on. A guard's hold that is there ends on its date.
            const bound = (DAYS.last + 2 * DAYS.appeal + DAYS.decide + DAYS.guard) * DAY_MS + 2 * walk.downMs;
            expect(left - from + caseMs).toBeLessThanOrEqual(Math.max(left - from, bound) + DAYS.slack * DAY_MS);
            expect(["completed", "cancelled"]).toContain(dealStatus);
            expect(await w.funds(walk.dealId)).toMatchObject({ balanced: true, held: 0n, disputed: 0n });
          } catch (error) {
            throw new Error(`${String(error)}\n${walk.told.join("\n")}`, { cause: error });
          }
          ends.set(walk.status, (ends.get(walk.status) ?? 0) + 1);
        }),
        { numRuns: WALKS, ...(process.env["AMANAT_SEED"] === undefined ? {} : { seed: Number(process.env["AMANAT_SEED"]) }) },
      );
      const said = [...ends].map(([status, count]) => `${count} ${status}`).join(", ");
      process.stdout.write(`${WALKS} cases walked ${walked} steps, all of them over: ${said}\n`);
    },
    30_000 + WALKS * 8_000,
  );
});

import { CASE_OUTCOMES, type CaseStatus, isDomainError, SANCTIONS, SETTLEMENT_KINDS, uuidOf } from "@amanat/contracts";
import { runTimer } from "@amanat/db";
import { dealTimers, liftHold, placeHold, type Share } from "@amanat/deals";
import { PARTS, seen } from "@amanat/deals/testing/plain";
import { PAYMENT_TIMERS } from "@amanat/payment";

import * as disputes from "./index.ts";
import { CASE } from "./state.ts";
import { type Case, KINDS, type Side, someFile, type World } from "./world.fixture.ts";

const HOUR_MS = 3_600_000;
const RESOLVERS = ["resolver", "resolver2", "resolver3"] as const;
const over = (status: CaseStatus): boolean => CASE.states[status].length === 0;

/** What a walk can be told: numbers, so that a shorter walk that fails too is found by itself. */
export type Step = { readonly what: number; readonly how: number };

/** One case, walked by everybody who has a part in it. */
export class Walk {
  readonly w: World;
  readonly dealId: string;
  readonly caseId: string;
  /** What the platform was down for: the last date is put off by it. */
  downMs = 0;
  /** Everything that was done, and what came of it. */
  readonly told: string[] = [];
  #status: CaseStatus = "open";
  #frozen: readonly { tranche: number; amount: bigint }[];

  constructor(w: World, { dealId, caseId, tranches }: { dealId: string; caseId: string; tranches: readonly number[] }) {
    this.w = w;
    this.dealId = dealId;
    this.caseId = caseId;
    this.#frozen = tranches.map((tranche) => ({ tranche, amount: PARTS[tranche === 1 ? 0 : 1] }));
  }

  get status(): CaseStatus {
    return this.#status;
  }

  get isOver(): boolean {
    return over(this.#status);
  }

  #shares(how: number): { tranche: number; release: string; refund: string }[] {
    const share = ({ tranche, amount }: { tranche: number; amount: bigint }): Share => {
      const release = (amount * BigInt(how % 5)) / 4n;
      return { tranche, release, refund: amount - release };
    };
    return this.#frozen.map(share).map(({ tranche, release, refund }) => ({ tranche, release: `${release}`, refund: `${refund}` }));
  }

  async #until(days: number): Promise<string> {
    return new Date((await this.w.clock.now(this.w.db.prisma)).getTime() + days * 24 * HOUR_MS).toISOString();
  }

  #case(): Promise<Case> {
    return this.w.now(this.caseId);
  }

  /** What can be done, each by somebody. */
  readonly deeds: Readonly<Record<string, (how: number, side: Side) => Promise<unknown>>> = {
    state: async (_how, side) => this.w.state(side, await this.#case()),
    evidence: (_how, side) =>
      disputes.addEvidence(this.w.as(side), { kind: "file", caseId: this.caseId, fileId: someFile() }, this.w.ports),
    offer: async (how, side) => {
      const kind = SETTLEMENT_KINDS[how % SETTLEMENT_KINDS.length] ?? "split";
      const again = kind === "replacement" || kind === "completion" || kind === "time";
      const wanted = kind === "split" ? { shares: this.#shares(how) } : again ? { until: await this.#until(5) } : {};
      return this.w.offer(side, await this.#case(), { kind, ...wanted });
    },
    accept: (_how, side) => this.w.answer(side, this.caseId, "accept"),
    decline: (_how, side) => this.w.answer(side, this.caseId, "decline"),
    takeBack: async (_how, side) => {
      const offer = { caseId: this.caseId, ...(await this.w.offerOf(this.caseId)) };
      return disputes.withdrawSettlement(this.w.as(side), offer, this.w.ports);
    },
    concede: async (_how, side) => this.w.concede(side, await this.#case()),
    withdraw: async (_how, side) => disputes.withdrawCase(this.w.as(side), await this.#case(), this.w.ports),
    appeal: async (_how, side) =>
      disputes.appeal(this.w.as(side), { ...(await this.#case()), statement: "It overlooks what I have shown." }, this.w.ports),
    change: async (_how, side) =>
      disputes.changeMediator(this.w.as(side), { ...(await this.#case()), reason: "They know each other." }, this.w.ports),
    take: async (how) => disputes.takeCase(this.w.as(RESOLVERS[how % 3] ?? "resolver"), await this.#case(), this.w.ports),
    recuse: async () => disputes.recuse(this.w.as(await this.w.mediatorOf(this.caseId)), await this.#case(), this.w.ports),
    reopen: async () => {
      const wanted = { ...(await this.#case()), until: await this.#until(1) };
      return disputes.reopenEvidence(this.w.as(await this.w.mediatorOf(this.caseId)), wanted, this.w.ports);
    },
    rule: async (how) => {
      const outcome = CASE_OUTCOMES[how % CASE_OUTCOMES.length] ?? "split";
      const divides = outcome === "split" || outcome === "compensation";
      const wanted = divides ? { shares: this.#shares(how) } : outcome === "replacement" ? { until: await this.#until(20) } : {};
      const sanctions = how % 7 === 0 ? [SANCTIONS[how % SANCTIONS.length] ?? "warning_seller"] : [];
      return this.w.rule(await this.w.mediatorOf(this.caseId), await this.#case(), { outcome, ...wanted, sanctions });
    },
    confirm: () => this.w.confirm(this.dealId),
    cancel: () => this.w.cancel(this.dealId),
    hold: (how) => this.#hold(how),
    lift: () => this.#lift(),
    nobodyRules: () => Promise.resolve(this.w.able.splice(0)),
    allRule: async () => {
      this.w.able.splice(0, 3, ...RESOLVERS);
      await disputes.assignWaiting(this.#system(), this.w.ports);
    },
    hours: (how) => this.passes([1, 25, 73, 121, 400][how % 5] ?? 1),
    outage: (how) => this.#outage([1, 25, 80][how % 3] ?? 1),
  };

  #system() {
    return this.w.people.system({ clock: this.w.clock });
  }

  async #hold(how: number): Promise<void> {
    const deal = await seen(this.w.plain, this.dealId);
    await placeHold(this.w.as("guard"), { ...deal, reason: "Somebody looks at it", until: await this.#until((how % 30) + 0.5) }, KINDS);
  }

  async #lift(): Promise<void> {
    await liftHold(this.w.as("guard"), { ...(await seen(this.w.plain, this.dealId)), reason: "It is in order" }, KINDS);
  }

  /** When a guard's hold ends; null where there is none. */
  async #guardedUntil(): Promise<Date | null> {
    const where = { scope: uuidOf("deal", this.dealId) ?? "", status: "live", placedBy: "guards" };
    return (await this.w.db.prisma.hold.findFirst({ where }))?.until ?? null;
  }

  async passes(hours: number): Promise<void> {
    this.w.hours(hours);
    await this.#up();
    await this.tick();
  }

  /** The platform was up until now, as its worker notes every few seconds. */
  async #up(): Promise<void> {
    const seenAt = await this.w.clock.now(this.w.db.prisma);
    await this.w.db.prisma.disputeUptime.updateMany({ data: { seenAt } });
  }

  async #outage(hours: number): Promise<void> {
    await disputes.watchOutage(this.#system());
    this.w.hours(hours);
    this.downMs += hours * HOUR_MS;
    // A date that came meanwhile is met before the gap is measured.
    await this.tick();
    await disputes.watchOutage(this.#system());
    await this.tick();
  }

  /** Fires what is due. What a guard's hold stands against is tried again, as the worker does it; nothing else may fail. */
  async tick(): Promise<void> {
    const timers = { ...dealTimers(KINDS), ...PAYMENT_TIMERS, ...disputes.disputeTimers(this.w.ports) };
    for (let fired = 0; fired < 100; fired += 1) {
      const now = await this.w.clock.now(this.w.db.prisma);
      const where = { ...(await this.#running()), dueAt: { lte: now } };
      const row = await this.w.db.prisma.deadline.findFirst({ where, orderBy: { dueAt: "asc" } });
      if (row === null) return;
      try {
        await runTimer(this.#system(), timers, row);
      } catch (error) {
        const until = await this.#guardedUntil();
        if (!isDomainError(error) || until === null) throw error;
        // Every try until then fails alike.
        await this.w.db.prisma.deadline.update({
          where: { id: row.id },
          data: { dueAt: new Date(Math.max(until.getTime(), now.getTime()) + 300_000) },
        });
      }
    }
    throw new Error("the timers do not come to rest");
  }

  /** One deed: most that make sense where the case stands, any now and then. It is done, or refused in words. */
  async walk({ what, how }: Step): Promise<void> {
    const all = Object.keys(this.deeds);
    const names = what % 4 === 0 ? all : SENSIBLE[this.#status];
    const name = names[Math.floor(what / 4) % names.length] ?? "hours";
    const side: Side = how % 2 === 0 ? "buyer" : "seller";
    const outcome = await (this.deeds[name]?.(Math.floor(how / 2), side) ?? Promise.resolve()).then(
      () => "done",
      (error: unknown) => refusalOf(error),
    );
    this.told.push(`${name} ${side}: ${outcome}`);
    await this.check();
  }

  /** Nothing of it can be seen that the tables do not list, and the books add up. */
  async check(): Promise<void> {
    const { status, closedAt } = await this.w.row(this.caseId);
    if (!reaches(this.#status, status as CaseStatus)) throw new Error(`from ${this.#status} nothing leads to ${status}`);
    this.#status = status as CaseStatus;
    if (over(this.#status) !== (closedAt !== null)) throw new Error(`${status} and closed at ${closedAt?.toISOString()}`);
    const funds = await this.w.funds(this.dealId);
    if (!funds.balanced) throw new Error("the books do not add up");
    const holds = await this.w.db.prisma.hold.count({
      where: { scope: uuidOf("deal", this.dealId) ?? "", status: "live", placedBy: "disputes" },
    });
    if (holds !== (this.isOver ? 0 : this.#frozen.length)) throw new Error(`${status} with ${holds} holds of the case`);
    if (this.isOver && (await this.#guardedUntil()) === null && funds.disputed !== 0n) throw new Error(`${status} and money on hold`);
  }

  /** Everybody goes silent, also a guard who holds the money, and nothing but time passes. Returns when the case and its deal are over. */
  async silence(most: number): Promise<{ caseMs: number; dealStatus: string }> {
    await this.check();
    const began = (await this.w.clock.now(this.w.db.prisma)).getTime();
    let caseMs = 0;
    for (let turn = 0; turn < most; turn += 1) {
      const [now, goesOn] = [await this.w.clock.now(this.w.db.prisma), !this.isOver];
      const next = await this.#nextDate();
      if (next === null) break;
      this.w.clock.set(next > now ? next : now);
      await this.#up();
      await this.tick();
      await this.check();
      if (goesOn) caseMs = (await this.w.clock.now(this.w.db.prisma)).getTime() - began;
    }
    return { caseMs, dealStatus: await this.w.dealStatus(this.dealId) };
  }

  /** When the next clock of the case or of its deal is due. */
  async #nextDate(): Promise<Date | null> {
    const row = await this.w.db.prisma.deadline.findFirst({ where: await this.#running(), orderBy: { dueAt: "asc" } });
    return row?.dueAt ?? null;
  }

  /** The clocks of the case, its offers and its deal: those of other walks are not touched. */
  async #running() {
    const [dealId, caseId] = [uuidOf("deal", this.dealId) ?? "", uuidOf("case", this.caseId) ?? ""];
    const offers = await this.w.db.prisma.disputeSettlement.findMany({ where: { caseId }, select: { id: true } });
    return { subjectId: { in: [dealId, caseId, ...offers.map(({ id }) => id)] }, status: "pending" as const, pausedAt: null };
  }
}

const always = ["offer", "accept", "decline", "hours", "hours", "hold", "lift"];
/** What people usually do where a case stands. */
const SENSIBLE: Readonly<Record<CaseStatus, readonly string[]>> = {
  open: ["state", "state", "state", "evidence", "outage", ...always],
  unassigned: ["allRule", "take", "withdraw", "outage", ...always],
  in_progress: ["rule", "rule", "rule", "recuse", "change", "nobodyRules", "reopen", ...always],
  ruled: ["appeal", "appeal", "nobodyRules", "outage", ...always],
  resolved: ["confirm", "hours", "lift"],
  settled: ["confirm", "hours", "lift"],
  withdrawn: ["confirm", "hours", "lift"],
  lapsed: ["confirm", "hours", "lift"],
};

/** A refusal in words is an answer. Everything else is a fault. */
function refusalOf(error: unknown): string {
  if (isDomainError(error)) return error.code;
  // Nobody has it, or there is no offer to answer: the walk asks the rows for them.
  if (error instanceof Error && (error.message === "nobody has the case" || error.name === "PrismaClientKnownRequestError"))
    return "nothing";
  throw error;
}

function reaches(from: CaseStatus, to: CaseStatus): boolean {
  const seen = new Set<CaseStatus>([from]);
  for (const state of seen) for (const way of CASE.states[state]) seen.add(way.to);
  return seen.has(to);
}

import { type CaseAsk, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, runTimer, type TxCtx } from "@amanat/db";
import { cancelDeal, confirmDeal, dealTimers } from "@amanat/deals";
import { dealNow, funds, held, KINDS, type Seen, seen, world as plainWorld, type World as Plain } from "@amanat/deals/testing/plain";
import { PAYMENT_TIMERS } from "@amanat/payment";
import { proved, type TestDatabase } from "@amanat/testing";
import * as disputes from "./index.ts";
import type { DisputePorts, Resolver } from "./ports.ts";
import { SETTINGS } from "./settings.ts";
import { changeSetting } from "@amanat/db";

export { dealNow, funds, held, KINDS, type Seen, seen };

/** A case as a test follows it. */
export type Case = { readonly caseId: string; readonly version: number };
export type Side = "buyer" | "seller";
export type Sanctioned = { readonly userId: string; readonly kind: "warning" | "ban"; readonly cause: string };

/** A world of plain deals, and who rules in it. Everything else that cases ask of other contexts is said here. */
export class World {
  readonly plain: Plain;
  readonly ports: DisputePorts;
  /** Who has the role to rule, by their place in the cast. */
  readonly able: ("resolver" | "resolver2" | "resolver3")[] = ["resolver", "resolver2", "resolver3"];
  readonly close = new Set<string>();
  readonly messages = new Map<string, string>();
  readonly sanctions: Sanctioned[] = [];
  /** Of every file; null: nobody knows it. */
  fileHash: string | null = "ab".repeat(32);

  private constructor(plain: Plain) {
    this.plain = plain;
    this.ports = {
      kinds: KINDS,
      resolvers: () => Promise.resolve(this.able.map((name): Resolver => ({ userId: this.people[name].id, name, locale: "fa" }))),
      localesOf: () => Promise.resolve(["fa"]),
      related: () => Promise.resolve(this.close),
      attach: (_tx, fileId) => Promise.resolve({ ...fileOf(uuidOf("file", fileId) ?? ""), sha256: this.fileHash }),
      files: (_ctx, ids) => Promise.resolve(new Map(ids.map((id) => [id, fileOf(id)]))),
      message: (_ctx, { conversationId, seq }) => {
        const text = this.messages.get(`${conversationId} ${seq}`);
        return Promise.resolve(
          text === undefined ? null : { text, by: "seller", name: "Seller", at: new Date(0).toISOString(), hash: "ab" },
        );
      },
      rooms: () => Promise.resolve(new Map()),
      sanction: (_tx: TxCtx, what) => {
        this.sanctions.push(what);
        return Promise.resolve();
      },
    };
  }

  static async of(database: TestDatabase): Promise<World> {
    const made = new World(await plainWorld(database));
    // Nothing here is a small claim, and evidence is taken no longer than the statements, unless a test says so.
    await made.set("smallUnits", 0);
    await made.set("evidenceHours", 0);
    return made;
  }

  get people() {
    return this.plain.stage.people;
  }

  get clock() {
    return this.plain.clock;
  }

  get db() {
    return this.plain.stage.db;
  }

  set(name: keyof typeof SETTINGS, value: number): Promise<void> {
    return inTransaction(this.people.system(), (tx) => changeSetting(tx, SETTINGS[name], value));
  }

  as(who: Exclude<keyof World["people"], "anonymous">, key?: string): Ctx {
    return this.people[who]({ clock: this.clock, ...(key === undefined ? {} : { idempotencyKey: key }) });
  }

  hours(count: number): void {
    this.clock.advance(count * 3_600_000);
  }

  /** Fires what is due by the world's clock, until nothing is. */
  async tick(): Promise<void> {
    const system = this.people.system({ clock: this.clock });
    const timers = { ...dealTimers(KINDS), ...PAYMENT_TIMERS, ...disputes.disputeTimers(this.ports) };
    for (let round = 0; round < 10; round += 1) {
      const dueAt = { lte: await this.clock.now(this.db.prisma) };
      const due = await this.db.prisma.deadline.findMany({
        where: { status: "pending", pausedAt: null, dueAt },
        orderBy: { dueAt: "asc" },
      });
      if (due.length === 0) return;
      for (const row of due) await runTimer(system, timers, row);
    }
  }

  /** A deal whose price is held. */
  held(): Promise<Seen> {
    return held(this.plain);
  }

  async opened(by: Side = "buyer", more: Partial<Parameters<typeof disputes.openDispute>[1]> = {}): Promise<Case & { dealId: string }> {
    const { dealId, version } = await this.held();
    const ask: CaseAsk = by === "buyer" ? "full_refund" : "release";
    const words = { reason: "not_as_agreed", ask, certainty: "certain", statement: "It is not what we agreed on." } as const;
    const moved = await disputes.openDispute(this.as(by), { dealId, version, ...words, ...more }, this.ports);
    return { caseId: moved.caseId, version: moved.version, dealId };
  }

  state(by: Side, { caseId, version }: Case): Promise<Case> {
    return disputes.stateCase(this.as(by), { caseId, version, statement: "It is exactly what we agreed on." }, this.ports);
  }

  /** A case that a resolver has. */
  async judged(
    by: Side = "buyer",
    more: Parameters<World["opened"]>[1] = {},
  ): Promise<Case & { dealId: string; mediator: World["able"][number] }> {
    const opened = await this.opened(by, more);
    const { version } = await this.state(by === "buyer" ? "seller" : "buyer", opened);
    return { ...opened, version, mediator: await this.mediatorOf(opened.caseId) };
  }

  /** Both have stated their case, and nobody may have it yet. */
  async judgedLater(): Promise<Case> {
    const opened = await this.opened();
    return this.state("seller", opened);
  }

  opening(by: Side, dealId: string) {
    return disputes.opening(this.as(by), { dealId }, this.ports);
  }

  async confirm(dealId: string) {
    const deal = await seen(this.plain, dealId);
    return proved(this.as("buyer"), (sure) => confirmDeal(sure, deal, KINDS));
  }

  async cancel(dealId: string) {
    return cancelDeal(this.as("seller"), await seen(this.plain, dealId), KINDS);
  }

  async row(caseId: string) {
    return this.db.prisma.disputeCase.findUniqueOrThrow({ where: { id: uuidOf("case", caseId) ?? "" } });
  }

  async now(caseId: string): Promise<Case> {
    return { caseId, version: (await this.row(caseId)).version };
  }

  async statusOf(caseId: string): Promise<string> {
    return (await this.row(caseId)).status;
  }

  async mediatorOf(caseId: string): Promise<World["able"][number]> {
    const { mediatorId } = await this.row(caseId);
    const found = (["resolver", "resolver2", "resolver3"] as const).find((name) => this.people[name].id === mediatorId);
    if (!found) throw new Error("nobody has the case");
    return found;
  }

  rule(who: World["able"][number], { caseId, version }: Case, ruling: Partial<Parameters<typeof disputes.rule>[1]> = {}) {
    const input = { caseId, version, outcome: "refund", reasons: "By what both have shown.", ...ruling } as const;
    return proved(this.as(who), (sure) => disputes.rule(sure, input, this.ports));
  }

  concede(by: Side, { caseId, version }: Case) {
    return proved(this.as(by), (sure) => disputes.concede(sure, { caseId, version }, this.ports));
  }

  offer(by: Side, { caseId, version }: Case, offer: Omit<Parameters<typeof disputes.offerSettlement>[1], "caseId" | "version">) {
    return proved(this.as(by), (sure) => disputes.offerSettlement(sure, { caseId, version, ...offer }, this.ports));
  }

  /** The offer that waits for its answer. */
  async offerOf(caseId: string): Promise<{ settlementId: string; version: number }> {
    const where = { caseId: uuidOf("case", caseId) ?? "", status: "open" };
    const { id, version } = await this.db.prisma.disputeSettlement.findFirstOrThrow({ where });
    return { settlementId: publicId("settlement", id), version };
  }

  async answer(by: Side, caseId: string, answer: "accept" | "decline") {
    return this.accept(by, { caseId, ...(await this.offerOf(caseId)), answer });
  }

  accept(by: Side, input: Parameters<typeof disputes.answerSettlement>[1]) {
    return proved(this.as(by), (sure) => disputes.answerSettlement(sure, input, this.ports));
  }

  funds(dealId: string) {
    return funds(this.plain, dealId);
  }

  async dealStatus(dealId: string): Promise<string> {
    return (await dealNow(this.plain, dealId)).status;
  }
}

function fileOf(id: string) {
  const at = new Date(0).toISOString();
  return {
    id: publicId("file", id),
    purpose: "evidence",
    fileName: "a.pdf",
    type: "application/pdf",
    size: 1,
    state: "ready",
    fault: null,
    width: null,
    height: null,
    attached: true,
    createdAt: at,
    version: 1,
  } as const;
}

export const someFile = (): string => publicId("file", newId());

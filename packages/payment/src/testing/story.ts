/** What a story of money is told with: whole acts of people and loops, made of steps in which our process may die. */
import { publicId } from "@amanat/contracts";
import { type Ctx, inTransaction, type Json, newId, oncePerKey, runTimer, type TxCtx } from "@amanat/db";
import { post } from "@amanat/ledger";
import * as payment from "../index.ts";
import type { Work } from "./crash.ts";
import { ESCROW, type Place } from "./small-chain.ts";
import { approve, PAID_TO, report, type Stage, timePasses } from "./stage.ts";

type Person = "buyer" | "seller" | "seller2" | "stranger";
type Step = <T>(name: string, work: Work<T>) => Promise<T>;
export type Part = { scope: string; tranche: number; amount: bigint };
/** Somebody who pays: who they are, and how they act at a stage, with a key. */
export type Purse = { readonly id: string; readonly ctx: (stage: Stage, key: string) => Ctx };
type Payee = { partyId: string; address: string };
type Told = NonNullable<Parameters<typeof report>[3]>;

export type Paying = {
  /** The payer's name in the books, and where money goes back to. */
  payer?: Purse;
  as?: string;
  parts: readonly Part[];
  sends?: bigint;
  /** Through the contract, straight into the escrow wallet; to a deposit address otherwise. */
  through?: boolean;
};

const ROUNDS = 30;
/** Enough for each chain's own confirmations. */
export const BLOCKS = 8;

const addressOf = (name: string) => `0x${Buffer.from(name).toString("hex").padEnd(40, "0").slice(0, 40)}`;

export class Story {
  readonly step: Step;
  readonly stages: readonly Stage[];
  /** What ids and addresses are called in the books. */
  readonly names = new Map<string, string>();
  readonly scopes: string[] = [];
  /** Ids go up with time: whatever has a greater one is of this story, whichever clock it was written by. */
  readonly began = newId();
  #count = 0;
  readonly #story = newId();

  constructor(stages: readonly Stage[], step: Step) {
    this.stages = stages;
    this.step = step;
    this.names.set(ESCROW, "wallet").set(PAID_TO, "seller's");
    for (const name of ["buyer", "seller", "seller2", "stranger"] as const) this.names.set(this.stage.people[name].id, name);
  }

  get stage(): Stage {
    const [first] = this.stages;
    if (!first) throw new Error("no stage");
    return first;
  }

  /** Of this story alone: others were told in the same database before. */
  #here() {
    return { chain: { in: this.stages.map(({ chain }) => chain.id) } };
  }

  /** A key like a caller's: the same each time the same act is asked for. */
  #key(): string {
    this.#count += 1;
    return `${this.#story}-${this.#count}`;
  }

  purse(who: Person): Purse {
    return { id: this.stage.people[who].id, ctx: (stage, idempotencyKey) => stage.people[who]({ idempotencyKey }) };
  }

  /** Somebody decides on an agreement: one transaction, once per key. */
  decide<T extends Json>(name: string, work: (tx: TxCtx) => Promise<T>): Promise<T> {
    const idempotencyKey = this.#key();
    return this.step(name, (alive) => oncePerKey(alive(this.stage).people.system({ idempotencyKey }), "story.decide", { name }, work));
  }

  /** Somebody who is not of the cast. */
  person(id: string, name: string): { name: string; purse: Purse; payee: Payee } {
    const purse: Purse = {
      id,
      ctx: (stage, idempotencyKey) => {
        const ctx = stage.people.buyer({ idempotencyKey });
        return ctx.actor.kind === "user" ? { ...ctx, actor: { ...ctx.actor, userId: id, name } } : ctx;
      },
    };
    return { name, purse, payee: this.#named({ partyId: id, address: addressOf(name) }, name) };
  }

  payee(who: "seller" | "seller2"): Payee {
    return this.#named({ partyId: this.stage.people[who].id, address: who === "seller" ? PAID_TO : addressOf(who) }, who);
  }

  #named(payee: Payee, name: string): Payee {
    this.names.set(payee.partyId, name).set(payee.address, `${name}'s`);
    return payee;
  }

  toSeller(amount: bigint): { partyId: string; amount: bigint }[] {
    return [{ partyId: this.stage.people.seller.id, amount }];
  }

  async agree(title: string, payees: readonly Payee[] = [this.payee("seller")]): Promise<string> {
    const scope = newId();
    this.names.set(scope, title);
    this.scopes.push(scope);
    const parties = [this.stage.people.buyer.id, ...payees.map(({ partyId }) => partyId)];
    await this.decide("an agreement is made", async (tx) => {
      // Each is paid at the same address on every chain of the story.
      const everywhere = this.stages.flatMap(({ chain }) => payees.map((payee) => ({ ...payee, chain: chain.id })));
      await payment.openEscrow(tx, { scope, title, parties, payees: everywhere });
      return null;
    });
    return scope;
  }

  /** An intent that its payer has opened and that is watched. Answers its id. */
  async open({ payer = this.purse("buyer"), as = "buyer", parts }: Paying, stage = this.stage): Promise<string> {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const { address: to } = this.#named({ partyId: payer.id, address: addressOf(as) }, as);
    const key = this.#key();
    const intentId = await this.decide("a price is agreed", async (tx) => {
      const made = await payment.createIntent(tx, { parts, payerId: payer.id, title: "A price", assetId: stage.asset, expiresAt });
      return made.intentId;
    });
    const asked = { intentId: publicId("intent", intentId), refundAddress: to };
    await this.step("its payer opens it", (alive) => payment.openIntent(payer.ctx(alive(stage), key), asked, stage.payIn));
    await this.step("it is watched", (alive) => payment.watchIntents(alive(stage).system(), alive(stage).rail));
    return intentId;
  }

  /** A transfer to an opened intent: the chain has it, we are told, and it is proved. */
  async send(intentId: string, amount: bigint, { through = false }: { through?: boolean } = {}, stage = this.stage): Promise<Place> {
    const { depositAddress, watchedAt } = await stage.db.prisma.paymentIntent.findUniqueOrThrow({ where: { id: intentId } });
    if (depositAddress === null || watchedAt === null) throw new Error("nowhere to pay");
    this.names.set(depositAddress, "a deposit address");
    const place = stage.chain.pay({ to: through ? ESCROW : depositAddress, amount });
    await this.tell(intentId, place, through ? await this.through(intentId) : {}, stage);
    stage.chain.mine(BLOCKS);
    await this.prove(stage);
    return place;
  }

  prove(stage = this.stage): Promise<unknown> {
    return this.step("what came is proved", (alive) => payment.proveTransfers(alive(stage).system(), alive(stage).rail));
  }

  /** The worker looks whether the blocks of deposits stand, and asks the chain about what is doubted. */
  async recheck(): Promise<void> {
    await this.step("blocks are looked at", (alive) => payment.recheckCredited(alive(this.stage).system(), alive(this.stage).rail));
    await this.step("what is doubted is looked at", (alive) => payment.recheckOrphans(alive(this.stage).system(), alive(this.stage).rail));
  }

  /** What a report says of a payment to this intent that came through the contract. */
  async through(intentId: string): Promise<Told> {
    const { referenceHash } = await this.stage.db.prisma.providerIntent.findFirstOrThrow({
      where: { intentId, referenceHash: { not: null } },
    });
    return { transfer: { via: "proxy", referenceHash } };
  }

  /** The scanner tells of a transfer, until it is taken, and it is noted. */
  async tell(intentId: string, place: Place, change: Told = {}, stage = this.stage): Promise<void> {
    const told = { ...change, delivery: this.#key() };
    await this.step("we are told", (alive) => report(alive(stage), publicId("intent", intentId), place, told));
    await this.step("it is noted", (alive) => payment.processInbox(alive(stage).system(), alive(stage).ports));
  }

  async pay(paying: Paying, stage = this.stage): Promise<{ intentId: string; place: Place }> {
    const intentId = await this.open(paying, stage);
    const price = paying.parts.reduce((sum, { amount }) => sum + amount, 0n);
    return { intentId, place: await this.send(intentId, paying.sends ?? price, paying, stage) };
  }

  move(scope: string, cause: string, ...divisions: payment.Division[]): Promise<string[]> {
    return this.decide(cause, async (tx) => {
      const moved = await payment.moveMoney(tx, { scope, cause, divisions });
      return moved.flatMap(({ payouts }) => payouts.map(({ id }) => id));
    });
  }

  hold(scope: string, tranche = 1, amount?: bigint): Promise<string> {
    const held = { scope, tranche, reason: "a case", by: "disputes", ...(amount === undefined ? {} : { amount }) };
    return this.decide("money is put on hold", async (tx) => (await payment.holdMoney(tx, held)).holdId);
  }

  lift(holdId: string, end: { restore: true } | Omit<Extract<payment.Lift, { restore: false }>, "holdId" | "by">): Promise<string[]> {
    return this.decide("the hold ends", async (tx) => {
      const { payouts } = await payment.liftHold(tx, { ...end, holdId, by: "disputes" });
      return payouts.map(({ id }) => id);
    });
  }

  /** Money that somebody keeps with us: it came in at some other time. */
  async keeps({ id: party }: Purse, amount: bigint): Promise<void> {
    const { asset, chain } = this.stage;
    chain.tokens.set(ESCROW, (chain.tokens.get(ESCROW) ?? 0n) + amount);
    const [custody, operator] = [{ kind: "custody", party: ESCROW, asset } as const, { kind: "operator", asset } as const];
    const available = { kind: "available", party, asset } as const;
    await inTransaction(this.stage.system(), (tx) =>
      post(tx, {
        id: newId(),
        legs: [
          { debit: custody, credit: operator, amount, code: "operator_funding" },
          { debit: operator, credit: available, amount, code: "operator_funding" },
        ],
      }),
    );
  }

  fund(scope: string, { id: payerId }: Purse, amount: bigint, tranche = 1): Promise<null> {
    return this.decide("a tranche is paid from a balance", async (tx) => {
      await payment.fundFromBalance(tx, { scope, tranche, assetId: this.stage.asset, payerId, amount, cause: payerId });
      return null;
    });
  }

  /** An admin approves everything that waits. */
  async approveAll(): Promise<void> {
    for (const { id } of await this.stage.db.prisma.payout.findMany({
      where: { ...this.#here(), status: "pending_approval" },
      orderBy: { id: "asc" },
    }))
      await this.approve(id);
  }

  async approve(id: string): Promise<void> {
    const idempotencyKey = this.#key();
    const { version } = await this.stage.db.prisma.payout.findUniqueOrThrow({ where: { id } });
    await this.step("an admin approves", async (alive) => {
      const at = alive(this.stage);
      await approve(at, at.people.admin({ idempotencyKey }), publicId("payout", id), { version });
    });
  }

  async sweeps(stage = this.stage): Promise<void> {
    await timePasses(stage);
    await this.step("deposits are swept", (alive) => payment.advanceSweeps(alive(stage).system(), alive(stage).rail));
  }

  async payouts(stage = this.stage): Promise<void> {
    await timePasses(stage);
    await this.step("payouts go on", (alive) => payment.advancePayouts(alive(stage).system(), alive(stage).rail));
  }

  /** One turn of the loops that carry money out, and time for the chain. */
  async turn(): Promise<void> {
    for (const stage of this.stages) {
      await this.sweeps(stage);
      await this.payouts(stage);
      stage.chain.mine(BLOCKS);
    }
  }

  /** The dates of a purpose come, those that are due in so many days. */
  async datesCome(purpose: keyof typeof payment.PAYMENT_TIMERS, days: number): Promise<void> {
    const dueAt = new Date(Date.now() + days * 86_400_000);
    const due = await this.stage.db.prisma.deadline.findMany({
      where: { purpose, status: "pending", id: { gt: this.began }, dueAt: { lte: dueAt } },
      orderBy: { id: "asc" },
    });
    for (const row of due)
      await this.step("a date comes", (alive) => {
        const ctx = { ...alive(this.stage).system(), clock: { now: () => Promise.resolve(dueAt) } };
        return runTimer(ctx, payment.PAYMENT_TIMERS, row);
      });
  }

  /** Turns, until nothing is under way any more. */
  async settle(): Promise<void> {
    const { prisma } = this.stage.db;
    for (let round = 0; round < ROUNDS; round += 1) {
      const payouts = await prisma.payout.count({
        where: { ...this.#here(), status: { in: ["approved", "signing", "broadcast", "confirming"] } },
      });
      const sweeps = await prisma.sweep.count({ where: { ...this.#here(), status: { in: ["planned", "gas_topup", "transfer"] } } });
      if (payouts + sweeps === 0) return;
      await this.turn();
    }
    throw new Error("it never settled");
  }
}

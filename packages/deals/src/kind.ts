import type { DealKind, DealStatus, KindDetail, KindView, MovableClock, PartyRole } from "@amanat/contracts";
import type { Ctx, Guard, Json, Machine, Mover, NewEvent, TxCtx } from "@amanat/db";
import type { DealMoney } from "./internal/money.ts";
import type { MoveRecord } from "./internal/events.ts";
import type { DealRow } from "./internal/rows.ts";

/** The facts a guard decides on. The engine loads them; a guard that needs money facts says so (`needs`). */
export type DealFacts<Terms> = {
  readonly deal: DealRow;
  readonly terms: Terms;
  readonly now: Date;
  /** A hold covers money of the deal. */
  readonly onHold: boolean;
  /** It is the hold of a case. */
  readonly disputed: boolean;
  /** A guard's hold covers money of the deal. */
  readonly guarded: boolean;
  /** The other party has agreed in this transaction. */
  readonly agreed: boolean;
  /** Loaded only for guards that need it; empty otherwise. */
  readonly money: Pick<DealMoney, "intent" | "payouts" | "covered">;
  /** Payment has seen no money that could complete the price, and sees none until the transaction ends. Asked only for guards that need it. */
  readonly unpaid: boolean;
};

/** `money`: loads intent and payouts. `price`: whether the price is covered, and no payouts. `unpaid`: asks payment, under its locks, whether it has seen the price. */
export type DealGuard<Terms> = Guard<DealFacts<Terms>> & { readonly needs?: "money" | "price" | "unpaid" };

/** A deal with its kind's terms and rows. Locked, if a verb has locked it. */
export type KindDeal<Terms = object, Own = unknown> = {
  readonly deal: DealRow;
  readonly terms: Terms;
  /** The kind's own rows of this deal, locked before the deal. */
  readonly own: Own;
};

/** A clock of a deal. It runs in `states`, is stopped when the deal leaves them, and is paused while the money is on hold. */
export type Clock<Terms = object, Own = unknown> = {
  readonly states: readonly string[];
  /** The trigger when it is due; null when nothing moves automatically. */
  readonly on: string | null;
  /** What happens when it is due, before the move. */
  onDue?(tx: TxCtx, subject: KindDeal<Terms, Own>): Promise<void>;
  /** How the parties can agree on more time; absent when they can not. */
  readonly extension?: {
    /** The date it runs to now. An agreement can only move it later. */
    currentEnd(tx: TxCtx, subject: KindDeal<Terms, Own>): Promise<Date | null>;
    /** Lets it run until then. Returns the changed deal. */
    extendTo(tx: TxCtx, subject: KindDeal<Terms, Own>, until: Date): Promise<DealRow>;
  };
};

/** A move of a deal, as its kind's effects get it. `before` is the deal before the move. */
export type Moved<Terms, Own> = {
  readonly before: KindDeal<Terms, Own>;
  readonly deal: DealRow;
  readonly on: string;
  readonly by: Mover;
  readonly at: Date;
  /** Until when it is to be delivered again. */
  readonly until: Date | null;
};
export type Effects = {
  /** Appended after the deal's own event. */
  readonly events?: readonly NewEvent[];
  /** Added to the payload of the move's audit entry. */
  readonly audit?: Readonly<Record<string, Json>>;
};

/** The facts for the view: next step and standing. */
export type ViewFacts<Terms = object, Name extends DealKind = DealKind> = {
  readonly deal: DealRow & { readonly status: DealStatus<Name> };
  readonly terms: Terms;
  readonly money: DealMoney;
  readonly role: PartyRole | null;
  readonly staff: boolean;
  readonly onHold: boolean;
  /** When a running clock is due; null for a paused one, except the time to pay, whose pause is bounded. */
  due(clock: string): Date | null;
  /** Whether it has fired. */
  fired(clock: string): boolean;
};

/** Methods, not function types: a kind gets its own terms back from the engine, which the compiler can not follow through the list of kinds. */
type Methods<Name extends DealKind, Terms, Own> = {
  effect(tx: TxCtx, moved: Moved<Terms, Own>): Promise<Effects>;
  viewer(facts: ViewFacts<Terms, Name>): KindView<Name>;
};
export type Effect<Terms = object, Own = unknown> = Methods<DealKind, Terms, Own>["effect"];
export type Viewer<Terms = object, Name extends DealKind = DealKind> = Methods<Name, Terms, unknown>["viewer"];

/**
 * A kind of deal. The kind owns what a deal is about, its rows and its words (states and phases are in its contracts). The engine owns what
 * all kinds share: parties, money, clocks, holds, proposals and the timeline.
 */
export type Kind<Name extends DealKind = DealKind, State extends string = string, Terms = object, Own = unknown> = {
  readonly name: Name;
  readonly machine: Machine<State, DealFacts<Terms>> & { readonly guards: Readonly<Record<string, DealGuard<Terms>>> };
  readonly clocks: Readonly<Record<string, Clock<Terms, Own>>>;
  /** Locks the kind's own rows of a deal, in the kind's order. The deal itself is locked afterwards. Errors: NOT_FOUND. */
  lock(tx: TxCtx, dealId: string): Promise<Own>;
  /** The terms, where `lock` has locked their row with the others. Without it they are read once the deal is locked. */
  termsIn?(own: Own): Terms;
  /** The agreed terms of many deals at once. */
  terms(ctx: Ctx, dealIds: readonly string[]): Promise<ReadonlyMap<string, Terms>>;
  /** The ordinals of the tranches that a trigger moves. */
  moneyOf(deal: DealRow, on: string): readonly number[];
  /** How the kind's own moves are recorded, by trigger. The moves of every kind are in `COMMON_RECORDS`. */
  readonly records: Readonly<Record<string, MoveRecord>>;
  /** Effects of a move on the kind's own rows, by trigger, in the move's transaction. */
  readonly effects: Readonly<Record<string, Effect<Terms, Own>>>;
  /** Whether a confirming buyer has seen the current deal. */
  sawWhatIsConfirmed(deal: DealRow, seen: number): boolean;
  /** Makes the kind's part of the views of a page. */
  view(ctx: Ctx, deals: readonly DealRow[]): Promise<Viewer<Terms, Name>>;
  /** The agreed texts, for the deal's own page. */
  words(ctx: Ctx, deal: DealRow): Promise<KindDetail<Name>>;
};

/** Checks a kind against its contracts, at compile time. */
export function defineKind<Name extends DealKind, Terms extends object, Own>(
  kind: Kind<Name, DealStatus<Name>, Terms, Own> & { readonly clocks: Readonly<Record<MovableClock<Name>, Clock<Terms, Own>>> },
): Kind<Name, DealStatus<Name>, Terms, Own> {
  return kind;
}

/** The kinds by name. The composition passes them to whatever acts on deals of any kind. */
export type Kinds = Readonly<Partial<Record<DealKind, Kind>>>;

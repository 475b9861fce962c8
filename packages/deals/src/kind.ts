import type { DealKind, DealStatus, KindDetail, KindView, MovableClock, PartyRole } from "@amanat/contracts";
import type { Ctx, Guard, Json, Machine, Mover, NewEvent, TxCtx } from "@amanat/db";
import type { DealMoney } from "./internal/money.ts";
import type { MoveRecord } from "./internal/events.ts";
import type { DealRow } from "./internal/rows.ts";

/** What a guard decides on. The engine loads it; a guard that needs to know of the money says so. */
export type DealFacts<Terms> = {
  readonly deal: DealRow;
  readonly terms: Terms;
  readonly now: Date;
  /** A hold covers money of the deal. */
  readonly onHold: boolean;
  /** And it was a party who placed it. */
  readonly reported: boolean;
  /** The other party has agreed to it in this very transaction. */
  readonly agreed: boolean;
  /** Of the guards that ask for it; else nothing is known. */
  readonly money: Pick<DealMoney, "intent" | "payouts" | "covered">;
  /** Payment's own answer, under its lock: nothing was seen of the money, and the time to pay is over. */
  readonly lapsed: boolean;
};

/** `money`: reads intent and payouts. `lapse`: lets payment end the time to pay, if nothing was seen of the money. */
export type DealGuard<Terms> = Guard<DealFacts<Terms>> & { readonly needs?: "money" | "lapse" };

/** A deal with what its kind knows of it: locked when a verb has locked it. */
export type KindDeal<Terms = object, Own = unknown> = {
  readonly deal: DealRow;
  readonly terms: Terms;
  /** The kind's own rows beside it, locked before it. */
  readonly own: Own;
};

/** A clock of a deal. It runs in `states`, is stopped when the deal leaves them, and stands still while a hold covers the money. */
export type Clock<Terms = object, Own = unknown> = {
  readonly states: readonly string[];
  /** What moves the deal when it is over; null where nothing moves by itself. */
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

/** What a kind does with its own rows when a deal of it has moved, in the same transaction. */
export type Moved<Terms, Own> = {
  readonly before: KindDeal<Terms, Own>;
  readonly deal: DealRow;
  readonly on: string;
  readonly by: Mover;
  readonly at: Date;
};
export type Effects = {
  /** Appended after the deal's own event. */
  readonly events?: readonly NewEvent[];
  /** Added to the payload of the move's audit entry. */
  readonly audit?: Readonly<Record<string, Json>>;
};

/** What whose turn it is and what is true of the money are made from. */
export type ViewFacts<Terms = object, Name extends DealKind = DealKind> = {
  readonly deal: DealRow & { readonly status: DealStatus<Name> };
  readonly terms: Terms;
  readonly money: DealMoney;
  readonly role: PartyRole | null;
  readonly staff: boolean;
  readonly onHold: boolean;
  /** When a clock that runs is due; a paused one promises nothing, but the time to pay, which stands still for a bounded time. */
  due(clock: string): Date | null;
  /** Whether it has fired. */
  fired(clock: string): boolean;
};

/** Methods, not function types: the engine hands each kind its own terms back, which the compiler cannot follow through a list of kinds. */
type Methods<Name extends DealKind, Terms, Own> = {
  effect(tx: TxCtx, moved: Moved<Terms, Own>): Promise<Effects>;
  viewer(facts: ViewFacts<Terms, Name>): KindView<Name>;
};
export type Effect<Terms = object, Own = unknown> = Methods<DealKind, Terms, Own>["effect"];
export type Viewer<Terms = object, Name extends DealKind = DealKind> = Methods<Name, Terms, unknown>["viewer"];

/**
 * A kind of deal. The engine knows kinds by this alone: what a deal is about, its own rows and its words are the kind's, and
 * parties, money, clocks, holds, proposals and the timeline are the engine's, the same for all. Its states and their phases are words
 * of its contracts.
 */
export type Kind<Name extends DealKind = DealKind, State extends string = string, Terms = object, Own = unknown> = {
  readonly name: Name;
  readonly machine: Machine<State, DealFacts<Terms>> & { readonly guards: Readonly<Record<string, DealGuard<Terms>>> };
  readonly clocks: Readonly<Record<string, Clock<Terms, Own>>>;
  /** Locks the kind's own rows of a deal, in the kind's order. The deal is locked after them. Errors: NOT_FOUND. */
  lock(tx: TxCtx, dealId: string): Promise<Own>;
  /** What the parties agreed on, of many deals at once. */
  terms(ctx: Ctx, dealIds: readonly string[]): Promise<ReadonlyMap<string, Terms>>;
  /** Which tranches a way moves, by ordinal. */
  moneyOf(deal: DealRow, on: string): readonly number[];
  /** How the kind's own moves are recorded, by trigger. The moves of every kind are in `COMMON_RECORDS`. */
  readonly records: Readonly<Record<string, MoveRecord>>;
  /** What follows from a move for the kind's own rows, by trigger. */
  readonly effects: Readonly<Record<string, Effect<Terms, Own>>>;
  /** Whether a buyer who confirms has seen the deal as it is. */
  sawWhatIsConfirmed(deal: DealRow, seen: number): boolean;
  /** Makes the kind's part of the views of a page. */
  view(ctx: Ctx, deals: readonly DealRow[]): Promise<Viewer<Terms, Name>>;
  /** The words it was agreed on, for the deal's own page. */
  words(ctx: Ctx, deal: DealRow): Promise<KindDetail<Name>>;
};

/** Ties a kind's parts together for the compiler, and to what its contracts say of it. */
export function defineKind<Name extends DealKind, Terms extends object, Own>(
  kind: Kind<Name, DealStatus<Name>, Terms, Own> & { readonly clocks: Readonly<Record<MovableClock<Name>, Clock<Terms, Own>>> },
): Kind<Name, DealStatus<Name>, Terms, Own> {
  return kind;
}

/** The kinds there are, by name; the composition of the program hands them to whatever acts on a deal of any kind. */
export type Kinds = Readonly<Partial<Record<DealKind, Kind>>>;

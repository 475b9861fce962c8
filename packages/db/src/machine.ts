import { BrokenInvariant, DomainError, type ErrorCode, type PartyRole } from "@amanat/contracts";

/** Who may move something. `system` reacts to an event, `timer` to a deadline. */
export type Mover = PartyRole | "admin" | "guard" | "system" | "timer";

/**
 * What a way does with a deal's money.
 *
 * - `fund`: payment has credited the price; its tranches are held.
 * - `release`, `refund`: held money leaves. Neither runs while a hold covers the money.
 * - `call_off`: nothing is held yet; payment stops waiting.
 * - `freeze`: a case puts the money on hold. `thaw` lifts that hold, `divide` ends it by shares.
 * - `stop`: a guard puts the money on hold. `let_go` lifts that hold.
 * - `reopen`: the deposit left the chain, and the price is awaited again.
 * - `lose`: the deposit left the chain and nobody paid again; what is left of the price goes back.
 */
export type MoneyMove = "fund" | "release" | "refund" | "call_off" | "freeze" | "thaw" | "divide" | "stop" | "let_go" | "reopen" | "lose";

/** A condition beside the status: a function of facts that the caller has loaded. `says` explains it in documents. */
export type Guard<Facts> = {
  readonly says: string;
  holds(facts: Facts): boolean;
  /** The error code of a refusal; INVALID_STATE when left out. */
  readonly code?: ErrorCode;
};

/** One way out of a state. */
export type Way<State extends string, By extends string = Mover> = {
  readonly on: string;
  readonly to: State;
  readonly by: readonly By[];
  readonly guard: string | null;
  /** Only for deals: what happens to the money. */
  readonly money?: MoneyMove | null;
};

/** A lifecycle as data, in the same shape in every context. `reserved` states are for later: nothing enters or leaves them yet. */
export type Machine<State extends string, Facts = never, By extends string = Mover> = {
  readonly name: string;
  readonly initial: State;
  readonly reserved: readonly State[];
  readonly guards: Readonly<Record<string, Guard<Facts>>>;
  readonly states: Readonly<Record<State, readonly Way<State, By>[]>>;
};

/** A machine of any context, for reading. */
export type AnyMachine = Machine<string, never, string>;

/** The triggers a machine knows. */
export type TriggerOf<M extends { readonly states: Readonly<Record<string, readonly Way<string, string>[]>> }> =
  M["states"][keyof M["states"]][number]["on"];

/**
 * A status moves in one of three ways, all of them by its table, and each refuses what stands in none of its rows:
 *
 * - `step` where somebody asks for it: the mover is checked, then the state, then the guard. (`wayOf`: without the guard.)
 * - `requireWay` where the program itself has decided where to.
 * - `waysBy` where the outside world shows a fact, whichever state the row is in.
 *
 * The write that follows compares what was read.
 */

/**
 * The way from `from` for trigger `on` by this mover, without its guard. The role is checked before the state: a mover who may never do
 * this gets FORBIDDEN whatever the status, and one who may not do it now gets INVALID_STATE.
 */
export function wayOf<State extends string, By extends string>(
  machine: Machine<State, never, By>,
  from: State,
  on: string,
  by: By,
): Way<State, By> {
  const everywhere = Object.values<readonly Way<State, By>[]>(machine.states).flat();
  if (!everywhere.some((way) => way.on === on && way.by.includes(by))) throw new DomainError("FORBIDDEN");
  const way = machine.states[from].find((one) => one.on === on && one.by.includes(by));
  if (!way) throw new DomainError("INVALID_STATE");
  return way;
}

/** The guard of a way; null when it has none. */
export function guardOf<Facts>(
  machine: { name: string; guards: Readonly<Record<string, Guard<Facts>>> },
  way: Pick<Way<string>, "guard">,
): Guard<Facts> | null {
  if (way.guard === null) return null;
  const guard = machine.guards[way.guard];
  if (!guard) throw new BrokenInvariant(`${machine.name} has no guard ${way.guard}`);
  return guard;
}

/** The state that `on` leads to, after role, state and guard are checked. Errors: FORBIDDEN, INVALID_STATE, or the guard's own code. */
export function step<State extends string, Facts, By extends string = Mover>(
  machine: Machine<State, Facts, By>,
  from: State,
  on: string,
  by: By,
  facts: Facts,
): State {
  const way = wayOf(machine, from, on, by);
  const guard = guardOf(machine, way);
  if (guard && !guard.holds(facts)) throw new DomainError(guard.code ?? "INVALID_STATE");
  return way.to;
}

/**
 * The states a trigger leads from, and the one state it leads to: for a fact of the outside world, which moves a row from whichever of them it
 * is in. Throws for a trigger that leads to several.
 */
export function waysBy<State extends string>(machine: Machine<State, never, string>, on: string): { from: State[]; to: State } {
  const states = Object.entries<readonly Way<State, string>[]>(machine.states);
  const found = states.flatMap(([from, ways]) => ways.filter((way) => way.on === on).map(({ to }) => ({ from: from as State, to })));
  const [first] = found;
  if (!first || found.some(({ to }) => to !== first.to)) throw new BrokenInvariant(`${machine.name} has no single way by ${on}`);
  return { from: found.map(({ from }) => from), to: first.to };
}

/** That some way leads from `from` to `to`. For statuses that only the program itself moves. Errors: INVALID_STATE. */
export function requireWay<State extends string>(machine: Machine<State, never, string>, from: State, to: State): void {
  if (!machine.states[from].some((way) => way.to === to)) throw new DomainError("INVALID_STATE");
}

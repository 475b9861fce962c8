import { DomainError, type ErrorCode, type PartyRole } from "@amanat/contracts";

/** Who moves a deal and what hangs on it. `system` reacts to an event, `timer` to a deadline. */
export type Mover = PartyRole | "admin" | "system" | "timer";

/**
 * What a way does with a deal's money. `hold`: payment has credited it, and its tranches are held. `release` and `refund` move what
 * is held, so none of them runs while a hold covers it. `call_off`: nothing is held yet, and payment stops waiting for it. `freeze`:
 * it stops where it is. `thaw` and `divide` end that: it goes on as before, or all of it is shared out. `reopen`: the chain took it back, and it is awaited anew.
 */
export type MoneyMove = "hold" | "release" | "refund" | "call_off" | "freeze" | "thaw" | "divide" | "reopen";

/** What must hold beside the status: a function of facts that the caller has loaded. `says` is what it means, as documents print it. */
export type Guard<Facts> = {
  readonly says: string;
  holds(facts: Facts): boolean;
  /** How a refusal is called; INVALID_STATE unless it says so. */
  readonly code?: ErrorCode;
};

/** One way out of a state. */
export type Way<State extends string, By extends string = Mover> = {
  readonly on: string;
  readonly to: State;
  readonly by: readonly By[];
  readonly guard: string | null;
  /** Only of deals: what the money does. */
  readonly money?: MoneyMove | null;
};

/** A lifecycle as data, the same shape in every context. `reserved` states exist for later; nothing enters or leaves them yet. */
export type Machine<State extends string, Facts = never, By extends string = Mover> = {
  readonly name: string;
  readonly initial: State;
  readonly reserved: readonly State[];
  readonly guards: Readonly<Record<string, Guard<Facts>>>;
  readonly states: Readonly<Record<State, readonly Way<State, By>[]>>;
};

/** Any context's machine, for whoever only reads it. */
export type AnyMachine = Machine<string, never, string>;

/** The triggers a machine knows. */
export type TriggerOf<M extends { readonly states: Readonly<Record<string, readonly Way<string>[]>> }> =
  M["states"][keyof M["states"]][number]["on"];

/**
 * The way `on` leads from `from` when `by` asks, whatever its guard.
 *
 * Role before state: one who may never do this gets FORBIDDEN, whatever the status; one who may, but not now, gets INVALID_STATE.
 */
export function wayOf<State extends string>(machine: Machine<State>, from: State, on: string, by: Mover): Way<State> {
  const everywhere = Object.values<readonly Way<State>[]>(machine.states).flat();
  if (!everywhere.some((way) => way.on === on && way.by.includes(by))) throw new DomainError("FORBIDDEN");
  const way = machine.states[from].find((one) => one.on === on && one.by.includes(by));
  if (!way) throw new DomainError("INVALID_STATE");
  return way;
}

/** The guard of a way; null where it has none. */
export function guardOf<Facts>(
  machine: { name: string; guards: Readonly<Record<string, Guard<Facts>>> },
  way: Way<string>,
): Guard<Facts> | null {
  if (way.guard === null) return null;
  const guard = machine.guards[way.guard];
  if (!guard) throw new Error(`${machine.name} has no guard ${way.guard}`);
  return guard;
}

/** Where `on` leads, after role, state and guard have been asked. Errors: FORBIDDEN, INVALID_STATE, or what the guard calls its refusal. */
export function step<State extends string, Facts>(machine: Machine<State, Facts>, from: State, on: string, by: Mover, facts: Facts): State {
  const way = wayOf(machine, from, on, by);
  const guard = guardOf(machine, way);
  if (guard && !guard.holds(facts)) throw new DomainError(guard.code ?? "INVALID_STATE");
  return way.to;
}

/** True when some way leads from `from` to `to`, whoever takes it. For statuses that only the program itself moves. */
export function leadsTo<State extends string>(machine: Machine<State, never, string>, from: State, to: State): boolean {
  return machine.states[from].some((way) => way.to === to);
}

import { DomainError } from "@amanat/contracts";
import { canonicalJson, type Ctx, type Json } from "@amanat/db";
import { Violation } from "./faults.ts";
import { insist } from "./insist.ts";
import type { Person } from "./people.ts";
import type { Scene } from "./scene.ts";

/** Callers at once of each thing that somebody does, with one key or each with its own. */
export type Callers = { readonly callers: number; readonly oneKey: boolean };

/** How somebody is told that somebody else was first. */
const TOO_LATE = ["INVALID_STATE", "VERSION_CONFLICT", "OFFER_EXISTS", "DISPUTE_EXISTS", "NOT_YOUR_TURN"];

export type Step<T> = {
  /** The deal and what is done, as its key says it. */
  readonly key: string;
  readonly who: Person;
  /** Only one can be first. */
  readonly exclusive: boolean;
  verb(ctx: Ctx): Promise<T>;
};

/**
 * Has one caller do something, or as many at once as there are. With one key all must get one answer; with keys of
 * their own, where only one can be first, one gets it and the others are told that they came too late.
 */
export async function together<T extends Json>(scene: Scene, { callers, oneKey }: Callers, step: Step<T>): Promise<T> {
  const { key, exclusive } = step;
  const ownKeys = callers > 1 && !oneKey;
  if (callers === 1 || (ownKeys && !exclusive)) return call(step, 0);
  scene.hit(oneKey ? "many callers with one key" : "many callers with keys of their own");
  const calls = Array.from({ length: callers }, (_, n) => call(step, oneKey ? 0 : n));
  const outcomes = await Promise.allSettled(calls);
  const answers = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason as unknown] : []));
  const strange = refusals.find((error) => oneKey || !(error instanceof DomainError) || !TOO_LATE.includes(error.code));
  if (strange) throw strange instanceof Error ? strange : new Error("something else than an error was thrown", { cause: strange });
  const different = new Set(answers.map((answer) => canonicalJson(answer))).size;
  if (different !== 1 || (ownKeys && answers.length !== 1))
    throw new Violation(`${callers} callers of ${key} got ${answers.length} answers, ${different} different ones`);
  return answers[0] as T;
}

async function call<T>({ key, who, verb }: Step<T>, n: number): Promise<T> {
  return insist(async () => verb(await who.as(`${key}.${n}`)));
}

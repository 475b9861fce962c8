/**
 * Tells a story of money in which our process dies at chosen lines. What the story does is made of steps; each is done by a process that
 * may die in it. Then its connections end, a new process is opened, and whoever asked for the step asks again, with the same key.
 * Payers and the chain are the world outside: they do what they do once.
 */
import { type FreshDatabase, type Line, type Mortal, openMortal } from "@amanat/testing";
import type { Ctx } from "@amanat/db";
import * as payment from "../index.ts";
import { type Books, booksOf } from "./books.ts";
import { setStage, type Stage, timePasses } from "./stage.ts";
import { Story } from "./story.ts";

/** Lives one step may take. Each line of it is died at once at most. */
const MOST_LIVES = 5_000;

export type Tale = { readonly name: string; readonly chains?: 1 | 2; tell(story: Story): Promise<void> };
/** A line of a story: of which of its steps, and what the step is called. */
export type Place = Line & { readonly step: number; readonly name: string };
export type Told = { readonly lines: readonly Place[]; readonly deaths: number; readonly books: Books };

/** Tells it once, with people and a chain of its own, and reads the books at its end. Throws where they are not whole. */
export async function tell(tale: Tale, fresh: FreshDatabase, dies: (place: Place) => boolean): Promise<Told> {
  const stage = await setStage(fresh.db);
  const stages = tale.chains === 2 ? [stage, stage.second] : [stage];
  const lives = new Lives(fresh, stages, dies);
  try {
    const story = new Story(stages, (name, work) => lives.step(name, work));
    await tale.tell(story);
    return { lines: lives.lines, deaths: lives.deaths, books: await booksOf(fresh, story) };
  } finally {
    await lives.end();
  }
}

/** What a step does, given the way to see a stage as the process does that does it. */
export type Work<T> = (alive: (stage: Stage) => Stage) => Promise<T>;

/** One process after the other. */
class Lives {
  readonly lines: Place[] = [];
  deaths = 0;
  #steps = 0;
  #living: Mortal | null = null;
  readonly #fresh: FreshDatabase;
  readonly #stages: readonly Stage[];
  readonly #dies: (place: Place) => boolean;

  constructor(fresh: FreshDatabase, stages: readonly Stage[], dies: (place: Place) => boolean) {
    this.#fresh = fresh;
    this.#stages = stages;
    this.#dies = dies;
  }

  async step<T>(name: string, work: Work<T>): Promise<T> {
    const step = this.#steps;
    this.#steps += 1;
    this.#now = { step, name };
    for (let life = 0; life < MOST_LIVES; life += 1) {
      const mortal = (this.#living ??= await this.#born());
      try {
        const at = new Date();
        const answer = await work((stage) => seenBy({ mortal, at, stages: this.#stages }, stage));
        // One that dies after the last line has answered nobody.
        if (!mortal.dead) return answer;
      } catch (error) {
        if (!mortal.dead) throw error;
      }
      this.deaths += 1;
      await this.end();
      await timePasses(this.#fresh);
    }
    throw new Error(`${name} never came to its end`);
  }

  #now: { step: number; name: string } = { step: 0, name: "" };

  #born(): Promise<Mortal> {
    const dies = (line: Line): boolean => {
      const place = { ...line, ...this.#now };
      this.lines.push(place);
      return this.#dies(place);
    };
    return openMortal({ url: this.#fresh.urls.app, living: this.#fresh.db.pool, dies });
  }

  async end(): Promise<void> {
    await this.#living?.end();
    this.#living = null;
  }
}

type Seeing = { mortal: Mortal; at: Date; stages: readonly Stage[] };

/**
 * The stage as one process sees it: the same people and chain, by connections and calls of its own. Its clock stands still during a step,
 * so that a slow machine goes through the same lines as a quick one.
 */
function seenBy({ mortal, at, stages }: Seeing, stage: Stage): Stage {
  const { db } = mortal;
  const own = (ctx: Ctx): Ctx => ({ ...ctx, db, reads: db.prisma, log: db.log, clock: { now: () => Promise.resolve(at) } });
  const acts = (person: (options?: object) => Ctx) =>
    new Proxy(person, { apply: (target, self, args: [object?]) => own(Reflect.apply(target, self, args)) });
  const people = new Proxy(stage.people, {
    get: (cast, name, self) => acts(Reflect.get(cast, name, self) as (options?: object) => Ctx),
  });
  const railOf = (one: Stage) => ({
    ...one.rail,
    watchers: one.rail.watchers.map((watcher) => calls(mortal, watcher, "watcher", ["watch"])),
    verifier: calls(mortal, one.rail.verifier, "verifier", []),
    broadcaster: calls(mortal, one.rail.broadcaster, "node", ["broadcast"]),
  });
  const ports = { rails: new Map([...stage.ports.rails, ...payment.railsOf(stages.map(railOf))]) };
  return { ...stage, db, people, rail: railOf(stage), ports, system: () => people.system() };
}

/** A port whose calls are lines. `acting`: those that change something outside. */
function calls<Port extends object>(mortal: Mortal, port: Port, name: string, acting: readonly (keyof Port)[]): Port {
  return new Proxy(port, {
    get(target, key, self) {
      const method: unknown = Reflect.get(target, key, self);
      // What has to be signed is computed here, and nobody is asked.
      if (typeof method !== "function" || key === "transferCall") return method;
      const acts = acting.some((one) => one === key);
      return (...args: unknown[]) =>
        mortal.call(`${name}.${String(key)}`, acts, async (): Promise<unknown> => Reflect.apply(method, target, args));
    },
  });
}

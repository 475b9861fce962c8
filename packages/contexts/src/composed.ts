import type { AnyVerb, ChannelsOf, Chore, Consumer, Download, Module, Setting, Take, Timers } from "@amanat/db";
import { MODULES } from "./modules.ts";

type Composed = (typeof MODULES)[number];
type Needed<Part> = (Part extends unknown ? (part: Part) => void : never) extends (all: infer All) => void ? All : never;
type CallOf<M> = M extends Module<infer C, never> ? { needs: C } : never;
type OutsideOf<M> = M extends Module<never, infer O> ? { needs: O } : never;

/** What the verbs of all contexts ask of a call. */
export type Call = Needed<CallOf<Composed>>["needs"];
/** What the loops of all contexts ask of the process that runs them. */
export type Outside = Needed<OutsideOf<Composed>>["needs"];

const modules: readonly Module<Call, Outside>[] = MODULES;

/** What answers each procedure, by namespace and name. */
export const VERBS: Readonly<Record<string, Readonly<Record<string, AnyVerb<Call>>>>> = Object.fromEntries(
  modules.flatMap(({ name, verbs }) => (verbs === undefined ? [] : [[name, verbs]])),
);

/** What writes each file of DOWNLOADS. */
export const DOWNLOADERS: Readonly<Record<string, Download<Call>>> = Object.assign({}, ...modules.map(({ downloads }) => downloads));

/** Whoever takes everything that happens by the page. */
export const FEEDS: readonly (Consumer & { readonly take: Take })[] = modules.flatMap(({ name, feed }) =>
  feed === undefined ? [] : [{ name: `${name}.feed`, from: feed.from, reactions: {}, take: feed.take }],
);

/** Whoever reacts to events; feeds too, for the events that were put aside. */
export const CONSUMERS: readonly Consumer[] = [
  ...modules.flatMap(({ name, reactions }) =>
    reactions === undefined ? [] : [{ name, from: reactions.from, reactions: reactions.to, only: reactions.only ?? {} }],
  ),
  ...FEEDS,
];

/** The deadlines of every context. */
export const TIMERS: Timers = Object.assign({}, ...modules.map(({ timers }) => timers));

/** Who says what a person may read. */
export const CHANNELS: readonly ChannelsOf[] = modules.flatMap(({ channelsOf }) => channelsOf ?? []);

/** The loops of every context, in the world they are to work in. */
export function choresOf(outside: Outside): Chore[] {
  return modules.flatMap(({ loops }) => loops?.(outside) ?? []);
}

/** What operators decide while it runs, of every context. */
export const SETTINGS: readonly Setting<unknown>[] = modules.flatMap(({ settings }) => Object.values(settings ?? {}));

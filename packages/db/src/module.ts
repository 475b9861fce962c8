import type { Writable } from "node:stream";
import type { AnyProcedure, Namespace, Procedures, UserActor } from "@amanat/contracts";
import type * as z from "zod";
import type { Consumer, Reactions } from "./consumers.ts";
import type { Ctx } from "./context.ts";
import type { Database } from "./database.ts";
import type { Timers } from "./deadlines.ts";
import type { Settings } from "./settings.ts";

type Verb<P extends AnyProcedure, Call> = (ctx: Ctx, input: z.output<P["input"]>, call: Call) => Promise<z.input<P["output"]>>;

/** What answers each procedure of a namespace. `Call` is what they ask of the call and its process besides. */
export type Verbs<N extends Namespace, Call = unknown> = {
  readonly [P in keyof Procedures[N]]: Procedures[N][P] extends AnyProcedure ? Verb<Procedures[N][P], Call> : never;
};

/** A verb whose input was parsed by the row of its own name. */
export type AnyVerb<Call> = (ctx: Ctx, input: never, call: Call) => Promise<unknown>;

/** Writes a file while it is read. Before the first byte it may still refuse. */
export type Download = (ctx: Ctx, input: never, out: Writable) => Promise<void>;

/** Work the worker does again and again, in bounded turns over rows that say what is to be done. */
export type Chore = {
  readonly name: string;
  readonly everyMs: number;
  /** False where news from another process is no reason to look sooner. Default: true. */
  readonly woken?: boolean;
  readonly turn: (ctx: Ctx) => Promise<unknown>;
};

/** The channels that a person may read by one context's word. Errors: INVALID_TOKEN (their session has ended). */
export type ChannelsOf = (db: Database, user: UserActor) => Promise<readonly string[]>;

/**
 * What a context contributes to the processes: api answers with its verbs and downloads, worker runs its reactions, timers and
 * loops, realtime asks it for channels, and the list of all settings is made of those each goes by. `Outside` is what its loops need of the process that runs them.
 */
export type Module<Call = unknown, Outside = unknown> = {
  /** Also the name of its consumer of events, and so permanent. */
  readonly name: string;
  readonly verbs?: Readonly<Record<string, AnyVerb<Call>>>;
  readonly downloads?: Readonly<Record<string, Download>>;
  readonly reactions?: { readonly from: Consumer["from"]; readonly to: Reactions };
  readonly timers?: Timers;
  readonly loops?: (outside: Outside) => readonly Chore[];
  readonly channelsOf?: ChannelsOf;
  readonly settings?: Settings;
};

import type { Writable } from "node:stream";
import type { AnyProcedure, Namespace, Procedures, UserActor } from "@amanat/contracts";
import type * as z from "zod";
import type { About } from "./about.ts";
import type { Consumer, Only, Reactions } from "./consumers.ts";
import type { Ctx, TxCtx } from "./context.ts";
import type { Database } from "./database.ts";
import type { Timers } from "./deadlines.ts";
import type { Feed } from "./feeds.ts";
import type { Purgeable } from "./purgeable.ts";
import type { Settings } from "./settings.ts";

type Verb<P extends AnyProcedure, Call> = (ctx: Ctx, input: z.output<P["input"]>, call: Call) => Promise<z.input<P["output"]>>;

/** The verb of each procedure in a namespace. `Call` is what they need of the call and the process. */
export type Verbs<N extends Namespace, Call = unknown> = {
  readonly [P in keyof Procedures[N]]: Procedures[N][P] extends AnyProcedure ? Verb<Procedures[N][P], Call> : never;
};

/** A verb whose input was parsed by its own procedure row. */
export type AnyVerb<Call> = (ctx: Ctx, input: never, call: Call) => Promise<unknown>;

/** Writes a file as a stream. It may refuse only before the first byte. */
export type Download<Call = unknown> = (ctx: Ctx, input: never, out: Writable, call: Call) => Promise<void>;

/** A task the worker repeats, in bounded turns over rows that say what to do. */
export type Chore = {
  readonly name: string;
  readonly everyMs: number;
  /** False when events of other processes are no reason to start early. Default: true. */
  readonly woken?: boolean;
  readonly turn: (ctx: Ctx) => Promise<unknown>;
};

/** The channels of a context that each of these people may read, asked at once; null for one whose session has ended. */
export type ChannelsOf = (db: Database, users: readonly UserActor[]) => Promise<readonly (readonly string[] | null)[]>;

/** The other way round: who may read each of these channels. A channel that is not this context's is left out. */
export type AudienceOf = (tx: TxCtx, channels: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * What a context contributes to the processes: api serves its verbs and downloads, worker runs its reactions, timers and loops, realtime
 * asks it for channels, and the list of all settings is made of its settings. `Outside` is what its loops need of the worker's process.
 */
export type Module<Call = unknown, Outside = unknown> = {
  /** Also the name of its consumer of events, and therefore permanent. */
  readonly name: string;
  /** What it holds about a person: how they get it, and what of it goes with them. */
  readonly about: About;
  /** Records of its own that go with time. */
  readonly purges?: readonly Purgeable[];
  readonly verbs?: Readonly<Record<string, AnyVerb<Call>>>;
  readonly downloads?: Readonly<Record<string, Download<Call>>>;
  readonly reactions?: { readonly from: Consumer["from"]; readonly to: Reactions; readonly only?: Only };
  readonly feed?: Feed;
  readonly timers?: Timers;
  readonly loops?: (outside: Outside) => readonly Chore[];
  readonly channelsOf?: ChannelsOf;
  readonly settings?: Settings;
};

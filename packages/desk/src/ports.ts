import type { BacklogKind, SubjectKind } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";

/** What a context says of one of its rows, with raw ids. */
export type SubjectFacts = {
  readonly id: string;
  readonly tenantId: string;
  readonly status: string;
  readonly title: string;
  /** Whom it concerns; of a deal the buyer first. */
  readonly people: readonly string[];
  readonly asset: string;
  readonly amount: bigint;
  readonly createdAt: Date;
  /** When a deal was funded; nothing for the others. */
  readonly fundedAt?: Date | null;
  readonly closedAt: Date | null;
  /** What it is found by exactly: hashes of transactions, addresses. */
  readonly keys?: readonly string[];
};

/** Where the money of one scope and asset is. */
export type Pots = {
  readonly scope: string;
  readonly asset: string;
  readonly held: bigint;
  readonly disputed: bigint;
  readonly releasable: bigint;
  readonly refundable: bigint;
  readonly inFlight: bigint;
};

type FoundPerson = { readonly id: string; readonly name: string; readonly email: string | null };

/** What one of several owes, counting at most so many. */
type BacklogsOf = (
  ctx: Ctx,
  most: number,
) => Promise<readonly { name: string; waiting: number; failing: number; dead: number; since: Date | null }[]>;

/** What the desk asks of the contexts it shows. Supplied by the composition. */
export type DeskPorts = {
  /** For our own processes, of any tenant; an id nobody knows is left out. */
  readonly facts: Readonly<Record<SubjectKind, (ctx: Ctx, ids: readonly string[]) => Promise<readonly SubjectFacts[]>>>;
  readonly pots: (ctx: Ctx, scopes: readonly string[]) => Promise<readonly Pots[]>;
  /** When money on hold has to be decided on, the soonest first, at most so many. */
  readonly holdsUntil: (ctx: Ctx, most: number) => Promise<readonly { readonly scope: string; readonly until: Date | null }[]>;
  /** By when somebody has to have acted in live cases; of at most so many. */
  readonly casesDue: (ctx: Ctx, most: number) => Promise<readonly (Date | null)[]>;
  /** Live incidents by kind, counting at most so many. */
  readonly incidents: (ctx: Ctx, most: number) => Promise<readonly { kind: string; count: number }[]>;
  readonly deadDeliveries: (ctx: Ctx, most: number) => Promise<number>;
  readonly deadNotices: (ctx: Ctx, most: number) => Promise<number>;
  /** What waits for whoever reacts to events, tells people, and takes in webhooks. */
  readonly backlogs: Readonly<Record<BacklogKind, BacklogsOf>>;
  /** The newest people with that in their name or address; refused to whoever may not read the list of them. */
  readonly people: (ctx: Ctx, text: string, limit: number) => Promise<readonly FoundPerson[]>;
};

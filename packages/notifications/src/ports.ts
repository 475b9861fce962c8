import type { Locale, NoticeChannel, NoticeUrgency } from "@amanat/contracts";
import type { Ctx, TxCtx } from "@amanat/db";

/** Somebody who is told. */
export type Reader = {
  readonly id: string;
  readonly name: string;
  /** The address they have proved; null when there is none. */
  readonly email: string | null;
  readonly locale: Locale;
  /** IANA name of the zone they live by. */
  readonly timeZone: string;
};

/** In what part somebody is told. `owner`: whose thing it is, or who keeps it. */
export type Part = "buyer" | "seller" | "owner" | "staff" | "mediator";

/** What is known of a thing that somebody is told about: who belongs to it in which part, its name, and the page that shows it. */
export type Facts = {
  readonly people: Readonly<Partial<Record<Part, readonly string[]>>>;
  readonly title: string;
  /** Whose words the title is, where they go with them: a request's, until it is a deal. */
  readonly titledBy?: string;
  /** Something exact: an address, a reason, a name. */
  readonly detail?: string;
  /** A path without the language. */
  readonly place: string;
};

/** What notices are about. A case is `case` to its sides, and `mediation` to those who rule, and `taken` to whom it was taken from. */
export const ABOUT = [
  "deal",
  "request",
  "offer",
  "payout",
  "destination",
  "webhook",
  "account",
  "grant",
  "incident",
  "safekeeping",
  "export",
  "departure",
  "conversation",
  "dossier",
  "case",
  "mediation",
  "taken",
] as const;
export type About = (typeof ABOUT)[number];

/** The context whose things these are says who is to be told. What is unknown is left out. */
export type FactsOf = (tx: TxCtx, ids: readonly string[]) => Promise<ReadonlyMap<string, Facts>>;

/** Whom of these people a channel reaches: whoever has an address there that works. It asks the database alone. */
export type Reaches = (ctx: Ctx, readers: readonly Reader[]) => Promise<ReadonlySet<string>>;

/** What the other contexts know, supplied by the composition. A channel that is not connected is not among `reaches`. */
export type NoticePorts = {
  readonly readersOf: (ctx: Ctx, ids: readonly string[]) => Promise<ReadonlyMap<string, Reader>>;
  readonly facts: Readonly<Record<About, FactsOf>>;
  readonly reaches: Readonly<Partial<Record<NoticeChannel, Reaches>>>;
};

/** One notice, in its reader's language. */
export type SaidNotice = {
  readonly noticeId: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly by: Date | null;
  /** A path with the reader's language. */
  readonly place: string;
  /** Later ones about the same take its place: a push service's topic, a mail's thread. */
  readonly thread: string;
};

/** What a channel is given: one notice, or several as a digest. */
export type ChannelMessage = {
  /** The same at each attempt, so that a receiver who has it knows it again. */
  readonly key: string;
  readonly reader: Reader;
  readonly urgency: NoticeUrgency;
  readonly items: readonly [SaidNotice, ...SaidNotice[]];
  /** A signed token that ends this kind of message; null where there is no way out of it. */
  readonly unsubscribe: string | null;
};

/** What came of an attempt. `never`: the far side says that it will not take this. `unknown`: it may have taken it. */
export type Outcome =
  | { readonly as: "sent" }
  | { readonly as: "later"; readonly why: string; readonly retryAfterMs?: number }
  | { readonly as: "never"; readonly why: string; readonly marksAddress: boolean }
  | { readonly as: "unknown"; readonly why: string };

/** A way out. It is called outside of transactions, and throws only where it was not tried: as `later`. */
export type Channel = {
  readonly send: (ctx: Ctx, message: ChannelMessage) => Promise<Outcome>;
  /** Whether the far side knows a key again, so that what is unknown may be sent once more. */
  readonly keyed: boolean;
  /** Notes that a reader's address does not work. */
  readonly markAddress?: (tx: TxCtx, reader: Reader, why: string) => Promise<void>;
};
export type Channels = Readonly<Partial<Record<NoticeChannel, Channel>>>;

export type NoticeOutside = { readonly notices: Channels };

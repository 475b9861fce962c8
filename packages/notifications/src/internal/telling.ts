import type { EventPayload, EventType, NoticeChannel, NoticeGroup, NoticeUrgency } from "@amanat/contracts";
import type { About, Part } from "../ports.ts";

/** Until when the one who is told has to act: a running clock of the thing, or a date that the event names. */
export type By = { readonly clock: readonly string[] } | { readonly field: string };

/** How one kind of person is told of an event, or of a date that comes near. */
export type Telling = {
  /** Its template: the name of its sentences. */
  readonly kind: string;
  readonly group: NoticeGroup;
  readonly urgency: NoticeUrgency;
  readonly to: readonly Part[];
  readonly about: About;
  readonly by?: By;
  /** A field of the event that is named in the sentences, instead of what the facts have. */
  readonly detail?: string;
  /** Also whoever did it. */
  readonly self?: true;
  /** While it is unread, later ones about the same thing are told in its place. */
  readonly collapses?: true;
  /** A mail waits so long: whoever reads it meanwhile gets none. */
  readonly mailAfterMs?: number;
  /** Instead of all channels that its urgency has. */
  readonly channels?: readonly NoticeChannel[];
};

/** A telling of one type of event, perhaps only of those with these fields. */
export type TellingOf<Type extends EventType> = Telling & {
  readonly only?: { readonly [F in keyof EventPayload<Type>]?: readonly unknown[] };
};

export type CatalogueOf<Types extends EventType> = { readonly [Type in Types]: readonly TellingOf<Type>[] };

import type { Access } from "./access.ts";

type Rows = Readonly<Record<string, Access>>;

/**
 * What a context adds to the wire. Router, matrix, SDK and events are made from these. Schemas are untyped here: `query` and `mutation` have
 * checked them, and comparing them again doubles the time of type checking.
 */
export type Context = {
  procedures: Readonly<Record<string, { kind: string; access: Access }>>;
  /** Payload schemas by versioned dotted name. */
  events?: Readonly<Record<`${string}.${string}.v${number}`, object>>;
  /** Files that are streamed, by their path below `/api/download/`. */
  downloads?: Readonly<Record<string, { input: object; access: Access }>>;
  /** Signed by their senders; stored once, then processed. None of them moves money. */
  webhooks?: Rows;
  /** The channels of its streams. The server derives them; no caller can ask for one. */
  channels?: Rows;
  /** Pages, by path without the locale. What they show comes from the procedures. */
  pages?: Rows;
};

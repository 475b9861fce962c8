import type { Access } from "./access.ts";

type Rows = Readonly<Record<string, Access>>;

/**
 * What a context adds to the wire. All lists of the house are made from these: the router, the matrix, the SDK, the events.
 * Schemas are left open here: `query` and `mutation` have checked them, and comparing each again doubles the time types take.
 */
export type Context = {
  procedures: Readonly<Record<string, { kind: string; access: Access }>>;
  /** By versioned dotted name, each with its payload. */
  events?: Readonly<Record<`${string}.${string}.v${number}`, object>>;
  /** Files that are streamed, by their path below `/api/download/`. */
  downloads?: Readonly<Record<string, { input: object; access: Access }>>;
  /** Signed by their senders; stored once, then processed. None of them moves money. */
  webhooks?: Rows;
  /** What a stream may carry. The server derives the names; nobody can ask for one. */
  channels?: Rows;
  /** Pages, without the language they begin with. What they show comes from the procedures. */
  pages?: Rows;
};

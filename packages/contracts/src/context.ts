import type * as z from "zod";
import type { Access } from "./access.ts";
import type { AnyProcedure } from "./procedure.ts";

type Rows = Readonly<Record<string, Access>>;

/** What a context adds to the wire. All lists of the house are made from these: the router, the matrix, the SDK, the events. */
export type Context = {
  procedures: Readonly<Record<string, AnyProcedure>>;
  /** By versioned dotted name, each with its payload. */
  events?: Readonly<Record<`${string}.${string}.v${number}`, z.ZodObject>>;
  /** Files that are streamed, by their path below `/api/download/`. */
  downloads?: Readonly<Record<string, { input: z.ZodType; access: Access }>>;
  /** Signed by their senders; stored once, then processed. None of them moves money. */
  webhooks?: Rows;
  /** What a stream may carry. The server derives the names; nobody can ask for one. */
  channels?: Rows;
  /** Pages, without the language they begin with. What they show comes from the procedures. */
  pages?: Rows;
};

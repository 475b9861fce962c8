import { type AnyProcedure, type Namespace, PROCEDURES, type Procedures } from "@amanat/contracts";

/** `money` is a mutation that moves money: it always carries an Idempotency-Key. */
export type Manner = "query" | "mutation" | "money";

type MannerOf<P> = P extends { kind: "query" } ? "query" : Exclude<Manner, "query">;
type Surface = { readonly [N in Exclude<Namespace, "events">]: { readonly [P in keyof Procedures[N]]: MannerOf<Procedures[N][P]> } };

const mannerOf = ({ kind, access }: AnyProcedure) => (kind === "mutation" && access.rate === "money" ? "money" : kind);

const { events: _stream, ...calls }: Readonly<Record<string, Readonly<Record<string, AnyProcedure>>>> = PROCEDURES;

/**
 * Every procedure and how it is called, made from the catalogue. Imported as `#finished`.
 */
export const SURFACE = Object.fromEntries(
  Object.entries(calls).map(([namespace, procedures]) => [
    namespace,
    Object.fromEntries(Object.entries(procedures).map(([name, row]) => [name, mannerOf(row)])),
  ]),
) as Surface;

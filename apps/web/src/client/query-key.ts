import type { Namespace, Procedures } from "@amanat/contracts";
import type * as z from "zod";

export type Callable = Exclude<Namespace, "events">;
type NamesOf<N extends Callable, Kind> = {
  [P in keyof Procedures[N]]: Procedures[N][P] extends { kind: Kind } ? P : never;
}[keyof Procedures[N]] &
  string;
type Shape = { input: z.ZodType; output: z.ZodType };

export type QueryName<N extends Callable> = NamesOf<N, "query">;
export type MutationName<N extends Callable> = NamesOf<N, "mutation">;
export type InputOf<N extends Callable, P extends keyof Procedures[N]> = Procedures[N][P] extends Shape
  ? z.input<Procedures[N][P]["input"]>
  : never;
export type OutputOf<N extends Callable, P extends keyof Procedures[N]> = Procedures[N][P] extends Shape
  ? z.output<Procedures[N][P]["output"]>
  : never;

/** The cache key of one query: live events invalidate by its first two parts. */
export function queryKey<N extends Callable, P extends QueryName<N>>(namespace: N, procedure: P, input: InputOf<N, P>) {
  return [namespace, procedure, input] as const;
}

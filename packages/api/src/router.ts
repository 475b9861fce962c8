import { type AnyProcedure, type Namespace, type Procedure, PROCEDURES, type Procedures } from "@amanat/contracts";
import { VERBS } from "@amanat/contexts";
import { type AnyVerb, requireUser } from "@amanat/db";
import type * as z from "zod";
import type { Call, PublicContext } from "./context.ts";
import { createCallerFactory, mutation, query, router } from "./procedure.ts";
import { subscription } from "./subscription.ts";
import { TRUSTED } from "./trusted.ts";

const rows: Readonly<Record<string, Readonly<Record<string, AnyProcedure>>>> = PROCEDURES;
const verbs: Readonly<Record<string, Readonly<Record<string, AnyVerb<Call>>>>> = VERBS;

const trusted: ReadonlySet<string> = new Set(TRUSTED);

/** A procedure from its contract row and the verb of its name. */
function mounted(namespace: string, name: string, row: AnyProcedure) {
  if (row === PROCEDURES.events.stream)
    return subscription(PROCEDURES.events.stream, async (call, input) =>
      call.services.realtime.open(requireUser(call.ctx.actor), input.lastEventId ?? null),
    );
  const verb = verbs[namespace]?.[name];
  if (verb === undefined) throw new Error(`nothing answers ${namespace}.${name}`);
  const { input, output, access } = row;
  // The row has parsed the input already.
  const answer = (...args: [Call["ctx"], unknown, Call]) => verb(args[0], args[1] as never, args[2]);
  return row.kind === "query"
    ? query({ kind: "query", input, output, access }, answer, trusted.has(`${namespace}.${name}`))
    : mutation({ kind: "mutation", input, output, access }, answer);
}

/** The whole public API: PROCEDURES of contracts, with the verbs of the contexts. */
export const appRouter = router(
  Object.fromEntries(
    Object.entries(rows).map(([namespace, procedures]) => [
      namespace,
      router(Object.fromEntries(Object.entries(procedures).map(([name, row]) => [name, mounted(namespace, name, row)]))),
    ]),
  ),
);

type Called<P> =
  P extends Procedure<"query" | "mutation", infer Input extends z.ZodType, infer Output extends z.ZodType>
    ? undefined extends z.input<Input>
      ? (input?: z.input<Input>) => Promise<z.output<Output>>
      : (input: z.input<Input>) => Promise<z.output<Output>>
    : never;

/** Procedures called inside the process: `caller.deals.getDeal({ dealId })`. */
export type Caller = {
  readonly [N in Exclude<Namespace, "events">]: { readonly [P in keyof Procedures[N]]: Called<Procedures[N][P]> };
};

/** Calls procedures inside the process, with the same checks as over HTTP. */
export const createCaller = createCallerFactory(appRouter) as unknown as (context: PublicContext) => Caller;

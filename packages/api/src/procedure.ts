import type { Access, Procedure } from "@amanat/contracts";
import { amongCrowd, type Ctx } from "@amanat/db";
import { initTRPC, TRPCError } from "@trpc/server";
import type * as z from "zod";
import { admit, attempt } from "./access.ts";
import { type Call, callOf, type PublicContext } from "./context.ts";
import { inProduction } from "./config.ts";
import { ApiError } from "./errors.ts";
import { errorShape } from "./http/answer.ts";
import type { Question } from "./kept-answers.ts";
import { exactly } from "./trusted.ts";

const t = initTRPC
  .context<PublicContext>()
  .meta<Access>()
  .create({
    isDev: false,
    // Five minutes limit how long a stream can outlive a change that nobody announced.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 }, maxDurationMs: 300_000 },
    errorFormatter({ error, ctx, path }) {
      return errorShape(error, path, ctx ? callOf(ctx).correlationId : undefined);
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/** Every procedure runs through this: it enforces the matrix row and maps errors to their status. */
export const guarded = t.procedure.use(async ({ ctx, meta, next }) => {
  if (!meta) throw new TRPCError({ code: "INTERNAL_SERVER_ERROR" });
  const call = callOf(ctx);
  try {
    await admit(call, meta);
  } catch (error) {
    throw new ApiError(error, call.correlationId);
  }
  const result = await next();
  if (!result.ok) throw new ApiError(result.error, call.correlationId);
  return result;
});

type Handler<Input extends z.ZodType, Output extends z.ZodType> = (
  ctx: Ctx,
  input: z.output<Input>,
  call: Call,
) => Promise<z.input<Output>>;

/**
 * Connects verb and contract row. tRPC can not infer through a generic schema, so the type is `never` here, which every output accepts. The
 * schemas still parse input and output.
 */
function answer<Input extends z.ZodType, Output extends z.ZodType>(
  handler: Handler<Input, Output>,
  call: Call,
  input: unknown,
): Promise<never> {
  return handler(call.ctx, input as z.output<Input>, call) as Promise<never>;
}

/**
 * The answer that is kept for everybody, where the caller may have it, or the one that is made now. Whoever is signed in gets their own: it
 * says what is theirs, and its cursors are theirs.
 */
async function keptOr(call: Call, asked: Omit<Question, "tenantId"> & { index: number }, make: () => Promise<never>): Promise<never> {
  const { answers } = call.services;
  const { index, ...question } = asked;
  if (!answers || call.actor.kind !== "anonymous") return make();
  if (call.fresh) {
    call.keeping.misses += 1;
    return make();
  }
  const { kept, hit } = await answers.answer({ ...question, tenantId: call.actor.tenantId }, make);
  call.keeping[hit ? "hits" : "misses"] += 1;
  call.keeping.kept.set(index, kept);
  return kept.data as never;
}

/**
 * A query from its contract row and its read. Public reads run on their own few connections. `trusted`: its answer is held against its contract
 * in tests and development, and not parsed in production.
 */
export function query<Input extends z.ZodType, Output extends z.ZodType>(
  row: Procedure<"query", Input, Output>,
  read: Handler<Input, Output>,
  trusted = false,
) {
  const asked = guarded.meta(row.access).input(row.input);
  const production = inProduction();
  const parsed = trusted && production ? (asked as never as ReturnType<typeof asked.output<Output>>) : asked.output(row.output);
  return parsed.query(async ({ ctx, input, path, batchIndex: index = 0 }) => {
    const call = callOf(ctx);
    const by = async (one: Call) => {
      const said = await answer(read, one, input);
      return trusted && !production ? exactly(path, row.output, said) : said;
    };
    if (row.access.who !== "public") return by(call);
    const made = () => amongCrowd(call.ctx, (among) => by({ ...call, ctx: among }));
    const { keptSeconds: seconds } = row.access;
    return seconds === undefined ? made() : keptOr(call, { path, input, seconds, index }, made);
  });
}

/** A mutation from its contract row and its verb. */
export function mutation<Input extends z.ZodType, Output extends z.ZodType>(
  row: Procedure<"mutation", Input, Output>,
  verb: Handler<Input, Output>,
) {
  return guarded
    .meta(row.access)
    .input(row.input)
    .output(row.output)
    .mutation(({ ctx, input, path }) =>
      attempt(callOf(ctx), row.access, input, (call) => {
        // The row, not the verb, ensures that every transaction that writes leaves an audit entry.
        const traced = row.access.audit === "none" ? call : { ...call, ctx: { ...call.ctx, verb: path } };
        return answer(verb, traced, input);
      }),
    );
}

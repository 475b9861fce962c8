import { type Access, ERRORS, type Procedure } from "@amanat/contracts";
import { amongCrowd, type Ctx } from "@amanat/db";
import { initTRPC, TRPCError } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type * as z from "zod";
import { admit, attempt } from "./access.ts";
import { type Call, callOf, type PublicContext } from "./context.ts";
import { ApiError, errorBody, trpcCode } from "./errors.ts";

const t = initTRPC
  .context<PublicContext>()
  .meta<Access>()
  .create({
    isDev: false,
    // Five minutes limit how long a stream can outlive a change that nobody announced.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 40_000 }, maxDurationMs: 300_000 },
    errorFormatter({ error, ctx, path }) {
      const amanat = errorBody(error, ctx ? callOf(ctx).correlationId : undefined);
      const code = trpcCode(amanat.code);
      return {
        message: amanat.message,
        code: TRPC_ERROR_CODES_BY_KEY[code],
        data: { code, httpStatus: ERRORS[amanat.code].http, path, amanat },
      };
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

/** A query from its contract row and its read. Public reads run on their own few connections. */
export function query<Input extends z.ZodType, Output extends z.ZodType>(
  row: Procedure<"query", Input, Output>,
  read: Handler<Input, Output>,
) {
  return guarded
    .meta(row.access)
    .input(row.input)
    .output(row.output)
    .query(({ ctx, input }) => {
      const call = callOf(ctx);
      if (row.access.who !== "public") return answer(read, call, input);
      return amongCrowd(call.ctx, (among) => answer(read, { ...call, ctx: among }, input));
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

import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { type Call, callOf, type PublicContext } from "../context.ts";
import type { Kept } from "../kept-answers.ts";
import { appRouter } from "../router.ts";
import { errorShape } from "./answer.ts";
import { budgetHeaders } from "./budget.ts";
import type { Calls } from "./guards.ts";

export type Exchange = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly calls: Calls;
  readonly context: PublicContext;
  readonly body: Buffer | null;
  /** Called with each error, also those whose cause the caller is not told. */
  readonly report: (error: unknown, path: string | undefined) => void;
};

/**
 * Whether tRPC would read the request as JSON and answer with JSON. Everything else is left to its adapter. What a guard has let through is a
 * GET of queries or a POST of mutations in JSON.
 */
export function isPlain({ req: { method, headers }, url }: Exchange): boolean {
  if (/application\/jsonl/.test(headers.accept ?? "") || url.searchParams.has("connectionParams")) return false;
  return method === "POST" || headers["content-type"] === undefined || /^application\/json\s*(;|$)/i.test(headers["content-type"]);
}

/** One call's answer: its bytes, and what it was kept as, if it was. */
type Answered = { bytes: Buffer; status: number; error: unknown; kept: Kept | undefined };

/**
 * Answers as tRPC does, straight from Node's request to Node's answer: a fetch Request, Response and stream for each call cost more than most
 * calls themselves. `wire.test.ts` compares status, headers and bytes with tRPC's own adapter.
 */
export async function answerPlainly(exchange: Exchange): Promise<void> {
  const { calls, context, res, url, body } = exchange;
  const call = callOf(context);
  const inputs = inputsOf(body === null ? url.searchParams.get("input") : body.toString(), calls);
  const answers = await Promise.all(calls.paths.map((path, index) => answerOne(exchange, call, path, index, inputs)));
  const errors = answers.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const statuses = new Set(answers.map(({ status }) => status));
  const [first] = answers;
  // Calls of one batch that end differently are told apart inside.
  res.statusCode = statuses.size === 1 && first ? first.status : 207;
  res.setHeader("vary", "trpc-accept, accept");
  res.setHeader("content-type", "application/json");
  for (const [name, value] of Object.entries(budgetHeaders(call.budgets, errors))) res.setHeader(name, value);
  if (isUnchanged(exchange, call, answers)) {
    res.statusCode = 304;
    res.removeHeader("content-type");
    return void res.end();
  }
  // As bytes: a text would be put behind the head and turned into bytes together with it.
  if (!calls.batch && first) return void res.end(first.bytes);
  res.end(Buffer.concat([OPEN, ...answers.flatMap(({ bytes }, n) => (n === 0 ? [bytes] : [COMMA, bytes])), CLOSE]));
}

const [OPEN, COMMA, CLOSE] = [Buffer.from("["), Buffer.from(","), Buffer.from("]")];

async function answerOne(
  { context, calls, report }: Exchange,
  call: Call,
  path: string,
  batchIndex: number,
  inputs: () => readonly unknown[],
): Promise<Answered> {
  try {
    const data: unknown = await callTRPCProcedure({
      router: appRouter,
      path,
      type: calls.kind,
      ctx: context,
      // Read by the procedure, after it has admitted the caller.
      getRawInput: async () => inputs()[batchIndex],
      signal: undefined,
      batchIndex,
    });
    const kept = call.keeping.kept.get(batchIndex);
    return { bytes: kept?.bytes ?? bytesOf({ result: { data } }), status: 200, error: undefined, kept };
  } catch (error) {
    report(error, path);
    const shape = errorShape(error, path, call.correlationId);
    return { bytes: bytesOf({ error: shape }), status: shape.data.httpStatus, error, kept: undefined };
  }
}

const bytesOf = (value: object): Buffer => Buffer.from(JSON.stringify(value));

/** The calls' inputs, parsed when the first one is wanted. Throws as tRPC does where they are no JSON or no batch. */
function inputsOf(text: string | null, { paths, batch }: Calls): () => readonly unknown[] {
  let known: readonly unknown[] | null = null;
  return () => {
    if (known) return known;
    const parsed = text ? parsedOr(text) : undefined;
    if (!batch) known = [parsed];
    else if (parsed === undefined) known = [];
    else if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
      throw new TRPCError({ code: "BAD_REQUEST", message: '"input" needs to be an object when doing a batch call' });
    else known = paths.map((_, index) => (Object.hasOwn(parsed, index) ? (parsed as Record<number, unknown>)[index] : undefined));
    return known;
  };
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TRPCError({ code: "BAD_REQUEST", cause });
  }
}

/**
 * Says how long the answer may be kept and whether it was, and returns whether the caller has it already. Only an answer that is the same for
 * everybody is named by an ETag; browsers keep it for themselves and ask each time.
 */
function isUnchanged({ req, res }: Exchange, { keeping }: Call, answers: readonly Answered[]): boolean {
  const asked = keeping.hits + keeping.misses;
  if (asked > 0) res.setHeader("x-cache", keeping.misses === 0 ? "HIT" : "MISS");
  const etags = answers.flatMap(({ kept }) => kept?.etag ?? []);
  if (etags.length < answers.length) {
    res.setHeader("cache-control", "no-store");
    return false;
  }
  const etag = etags.length === 1 ? etags.join("") : `"${createHash("sha256").update(etags.join()).digest("base64url").slice(0, 22)}"`;
  res.setHeader("cache-control", "private, no-cache");
  res.setHeader("etag", etag);
  const known = (req.headers["if-none-match"] ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}

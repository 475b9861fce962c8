import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { DomainError } from "@amanat/contracts";
import { connected, failedWith, type Opened, type Sink } from "@amanat/realtime";
import { callTRPCProcedure } from "@trpc/server";
import { type CallInfo, callOf, type PublicContext } from "../context.ts";
import { withCorrelation } from "../errors.ts";
import { appRouter } from "../router.ts";
import { errorShape } from "./answer.ts";
import { budgetHeaders } from "./budget.ts";
import type { OpenStreams } from "./open-streams.ts";
import { OnlyAnswer } from "./server.ts";

export type Subscription = {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly path: string;
  readonly info: CallInfo;
  readonly context: PublicContext;
  readonly streams: OpenStreams;
  /** Called with errors that the caller is not told the cause of. */
  readonly report: (error: unknown, path: string | undefined) => void;
};

/**
 * Begins a subscription and returns; its stream lives as long as its reader. Errors, before the first byte: AUTHENTICATION_REQUIRED,
 * INVALID_TOKEN, RATE_LIMITED (too many open streams): inside a stream no proxy or metric would see them. What the procedure refuses is
 * told inside, as tRPC does, where a browser's EventSource can read it.
 */
export async function serveSubscription(call: Subscription): Promise<void> {
  const { res, info, context, path } = call;
  if (info.actor.kind !== "user") throw new DomainError(info.staleToken ? "INVALID_TOKEN" : "AUTHENTICATION_REQUIRED");
  const ended = call.streams.open(info.actor.sessionId);
  const opened = await procedure(call).catch((error: unknown) => ({ error }));
  // A reader that left meanwhile, or one that sent its next request before this answer.
  if (res.destroyed || res.socket === null) {
    ended();
    return void res.destroy();
  }
  const refusals = "error" in opened ? [opened.error] : [];
  const socket = openWire(res, budgetHeaders(callOf(context).budgets, refusals));
  const sink = new SocketSink(socket, info.correlationId, path);
  if ("begin" in opened) return keep(res, socket, opened.begin(sink), ended);
  ended();
  call.report(opened.error, path);
  sink.write(connected());
  sink.end(opened.error);
}

/** Apart, so that nothing of the request is kept as long as its stream lives; nor is its answer, if nothing can come after it. */
function keep(res: ServerResponse, socket: Socket, leave: () => void, ended: () => void): void {
  socket.once("close", () => {
    leave();
    ended();
  });
  if (res instanceof OnlyAnswer) res.detachSocket(socket);
}

/** The procedure behind its guards, with the position of the header before that of the input. */
async function procedure({ req, url, path, context }: Subscription): Promise<Opened> {
  const resumed = req.headers["last-event-id"] ?? url.searchParams.get("lastEventId") ?? url.searchParams.get("Last-Event-Id");
  const opened: unknown = await callTRPCProcedure({
    router: appRouter,
    path,
    type: "subscription",
    ctx: context,
    getRawInput: () => Promise.resolve(inputOf(url, resumed)),
    signal: undefined,
    batchIndex: 0,
  });
  return opened as Opened;
}

/** As tRPC reads it: a position in header or query goes before one in the input. Errors: VALIDATION_ERROR. */
function inputOf(url: URL, resumed: string | string[] | null): unknown {
  const text = url.searchParams.get("input");
  let input: unknown;
  try {
    input = text === null || text === "" ? undefined : JSON.parse(text);
  } catch (cause) {
    throw new DomainError("VALIDATION_ERROR", undefined, { cause });
  }
  if (!resumed) return input;
  return typeof input === "object" && input !== null ? { ...input, lastEventId: resumed } : (input ?? { lastEventId: resumed });
}

/**
 * Sends the head of an answer that ends with its connection, and gives the connection: a chunk of its own around every block would double
 * the writes.
 */
function openWire(res: ServerResponse, headers: Readonly<Record<string, string>>): Socket {
  res.useChunkedEncodingByDefault = false;
  res.writeHead(200, { ...HEAD, ...headers });
  res.flushHeaders();
  if (res.socket === null) throw new DomainError("INTERNAL_SERVER_ERROR");
  return res.socket;
}

const HEAD = {
  vary: "trpc-accept, accept",
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  connection: "close",
} as const;

/** A reader that takes nothing more is not waited for. */
const LAST_WORDS_MS = 5_000;

class SocketSink implements Sink<unknown> {
  readonly #socket: Socket;
  readonly #correlationId: string;
  readonly #path: string;

  constructor(socket: Socket, correlationId: string, path: string) {
    this.#socket = socket;
    this.#correlationId = correlationId;
    this.#path = path;
  }

  get owed(): number {
    return this.#socket.writableLength;
  }

  write(bytes: string): void {
    this.#socket.write(bytes, "latin1");
  }

  drained(): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      const done = (): void => {
        socket.off("drain", done).off("close", done);
        resolve();
      };
      socket.on("drain", done).on("close", done);
    });
  }

  end(failure: unknown): void {
    const socket = this.#socket;
    if (failure !== null) this.write(withCorrelation(this.#correlationId, () => failedWith(errorShape(failure, this.#path))));
    socket.end();
    setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
  }
}

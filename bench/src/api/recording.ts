/**
 * Loaded before our web process (`--import`): writes down every statement that a request sends to the database, with its values, under the
 * request's correlation id. The reference sends the same ones. Only for the recording; the process that is measured runs without it.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { appendFileSync } from "node:fs";
import { Server } from "node:http";
import pg from "pg";
import { recordingFile } from "../config.ts";
import { pack, type Statement } from "./statements.ts";

const requests = new AsyncLocalStorage<string>();
const file = recordingFile();

type Emit = (this: Server, event: string, ...args: unknown[]) => boolean;
const server = Server.prototype as unknown as { emit: Emit };
const { emit } = server;
server.emit = function (event, ...args) {
  if (event !== "request") return emit.call(this, event, ...args);
  const { headers } = args[0] as { headers: Record<string, string | undefined> };
  return requests.run(headers["x-correlation-id"] ?? "", () => emit.call(this, event, ...args));
};

type Config = { text: string; values?: unknown[]; name?: string };
type Query = (this: unknown, config: Config | string, values?: unknown, ...rest: unknown[]) => unknown;

// The driver's own method: the pool, Prisma's adapter and the product's named statements all end in it.
const prototype = pg.Client.prototype as unknown as { query: Query };
const query = prototype.query;
prototype.query = function (config, values, ...rest) {
  const request = requests.getStore();
  if (request) {
    const given: Config = typeof config === "string" ? { text: config } : config;
    const statement: Statement = {
      text: given.text,
      values: (given.values ?? (Array.isArray(values) ? values : [])).map(pack),
      ...(given.name === undefined ? {} : { name: given.name }),
    };
    appendFileSync(file, `${JSON.stringify({ request, statement })}\n`);
  }
  return query.call(this, config, values, ...rest);
};

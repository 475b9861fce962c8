/**
 * The reference: Express 5 and `pg`, as a good engineer would write it with little time. It sends the statements that our process sends for
 * the same request, named where ours are, and answers the same bytes; of a write it sends what changes something, in one transaction. It maps no row and checks no input: the object it answers is ready, and
 * only turning it into JSON is its work, so that it is faster than any real program of its kind.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { uuidOf } from "@amanat/contracts";
import express, { type Request, type Response } from "express";
import pg from "pg";
import { referencePlan } from "../config.ts";
import { template, type Write } from "./replay.ts";
import { type Statement, unpack } from "./statements.ts";

/** Written by the run: what to send and to answer for each address, for everybody and for who is signed in. */
export type Plan = {
  port: number;
  url: string;
  routes: Readonly<Record<string, { statements: Statement[]; answer: unknown }>>;
  /** What to write, in one transaction, for each procedure. */
  writes: Readonly<Record<string, Write>>;
  /** What our process asks first when somebody signed in calls. */
  session: Statement;
};

const plan = JSON.parse(readFileSync(referencePlan(), "utf8")) as Plan;
const pool = new pg.Pool({ connectionString: plan.url, application_name: "reference", max: 20 });

const ready = (one: Statement): pg.QueryConfig => ({ ...one, values: one.values.map(unpack) });
const routes = new Map(Object.entries(plan.routes).map(([url, route]) => [url, { ...route, statements: route.statements.map(ready) }]));
const session = ready(plan.session);

const app = express();
app.disable("x-powered-by");
// Ours makes one only for what it keeps.
app.disable("etag");

app.get("/api/trpc/:path", async (req: Request, res: Response) => {
  const route = routes.get(req.originalUrl);
  if (!route) return void res.status(404).end();
  for (const statement of route.statements) await pool.query(statement);
  res.json(route.answer);
});

let count = Date.now() * 1_000;
const fresh = { id: () => randomUUID(), number: () => (count += 1) };
const writes = new Map(Object.entries(plan.writes).map(([path, write]) => [path, { statements: write.statements, make: template(write) }]));

app.post("/api/trpc/:path", express.json(), async (req: Request, res: Response) => {
  const write = writes.get(String(req.params["path"]));
  if (!write) return void res.status(404).end();
  const found = await pool.query(session);
  if (found.rowCount === 0) return void res.status(401).end();
  const { requestId } = req.body as { requestId?: string };
  const { values, answer } = write.make(fresh, requestId === undefined ? null : uuidOf("request", requestId));
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    for (const [n, statement] of write.statements.entries()) await client.query({ ...statement, values: (values[n] ?? []).map(unpack) });
    await client.query("COMMIT");
    res.json(answer);
  } catch (error) {
    await client.query("ROLLBACK");
    res.status(500).json({ error: String(error) });
  } finally {
    client.release();
  }
});

app.listen(plan.port, "127.0.0.1", () => process.stdout.write("listening\n"));
process.once("SIGTERM", () => process.exit(0));

import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "@amanat/db";

export interface Statements {
  /** Runs `work`, and answers also what was sent meanwhile, in order. */
  during<T>(work: () => Promise<T>): Promise<{ answer: T; sent: readonly string[] }>;
}

/**
 * Listens to everything that a process sends to its database: Prisma's statements, those of the ledger, BEGIN, COMMIT, pokes. Call it before
 * the first statement: it hears connections that are opened from now on.
 */
export function listenToStatements({ pool }: Pick<Database, "pool">): Statements {
  let sent: string[] = [];
  pool.on("connect", (client) => {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    Object.assign(client, {
      query(...args: unknown[]) {
        sent.push(textOf(args[0]));
        return send(...args);
      },
    });
  });
  return {
    async during(work) {
      sent = [];
      const answer = await work();
      // A poke is sent beside whatever comes next, once a connection is free.
      await sleep(5);
      return { answer, sent };
    },
  };
}

function textOf(asked: unknown): string {
  const text = typeof asked === "object" && asked !== null && "text" in asked ? asked.text : asked;
  return String(text).replaceAll(/\s+/g, " ").trim();
}

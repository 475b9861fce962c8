import type { ClientBase } from "pg";

/** Rows fetched at once: what is held in memory, however many there are. */
const PAGE = 5_000;

let cursors = 0;

/** The rows of a query one after the other, through a cursor of the running transaction. */
export async function* rowsOf<Row extends object>(client: ClientBase, sql: string): AsyncGenerator<Row> {
  cursors += 1;
  const name = `verify_${cursors}`;
  await client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const { rows } = await client.query<Row>(`FETCH ${PAGE} FROM ${name}`);
    yield* rows;
    if (rows.length < PAGE) break;
  }
  await client.query(`CLOSE ${name}`);
}

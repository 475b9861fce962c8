import { createServer } from "node:http";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { portOf, SECRET } from "./product.fixture.ts";
import { deliverDue } from "./outbox.ts";

const database = useDatabase();
const chain = "eip155:31337";
let pool: Pool;

beforeAll(() => {
  pool = new Pool({ connectionString: database.urls.scanner });
});
afterAll(() => pool.end());

const DELIVERED = "select attempts, failure, delivered_at is not null as delivered from scanner.webhook_outbox where delivery_id = $1";

test.each([200, 503])(
  "a webhook that another scanner delivers meanwhile stays as that one left it, whatever this one is answered: %i",
  async (status) => {
    const id = randomUUID();
    await pool.query(
      `insert into scanner.webhook_outbox (delivery_id, chain, transfer_key, target_id, event, body) values ($1, $2, 'one transfer', 'pay_x', 'payment.detected', '{}')`,
      [id, chain],
    );
    const server = createServer((_, response) => {
      const delivered = "update scanner.webhook_outbox set delivered_at = clock_timestamp(), attempts = 1 where delivery_id = $1";
      void pool.query(delivered, [id]).then(() => response.writeHead(status).end());
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    try {
      const url = `http://127.0.0.1:${portOf(server.address())}`;
      expect(await deliverDue({ pool, chain, url, secret: SECRET, log: pino({ level: "silent" }) })).toBe(0);
    } finally {
      server.close();
    }
    expect((await pool.query(DELIVERED, [id])).rows).toEqual([{ attempts: 1, failure: null, delivered: true }]);
  },
);

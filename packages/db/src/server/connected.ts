import pg from "pg";

/** Runs `work` on a connection of its own, and ends it. A server that is killed meanwhile fails the question under way, and nothing else. */
export async function connected<T>(config: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(config);
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

import { createHash, randomBytes } from "node:crypto";
import { newId, TENANT_ID } from "@amanat/db";
import { connected } from "@amanat/db/server";

/** Signs in so many people, each with a program's token that lasts for the run. */
export async function signIn(superUrl: string, count: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => `amn_at_${randomBytes(32).toString("base64url")}`);
  const ids = tokens.map(() => [newId(), newId()] as const);
  await connected({ connectionString: superUrl }, async (client) => {
    const [users, sessions] = [ids.map(([user]) => user), ids.map(([, session]) => session)];
    await client.query(
      `INSERT INTO "User" ("id", "tenantId", "name", "locale", "roles") SELECT u, $2, 'Reader', 'en', '{buyer,seller}' FROM unnest($1::uuid[]) u`,
      [users, TENANT_ID],
    );
    await client.query(
      `INSERT INTO "Session" ("id", "userId", "surface", "amr", "idleExpiresAt", "absExpiresAt")
       SELECT s, u, 'sdk', '{pwd}', now() + interval '1 day', now() + interval '1 day' FROM unnest($1::uuid[], $2::uuid[]) AS x(s, u)`,
      [sessions, users],
    );
    await client.query(
      `INSERT INTO "AccessToken" ("hash", "sessionId", "expiresAt") SELECT h, s, now() + interval '1 day' FROM unnest($1::bytea[], $2::uuid[]) AS x(h, s)`,
      [tokens.map((token) => createHash("sha256").update(token).digest()), sessions],
    );
  });
  return tokens;
}

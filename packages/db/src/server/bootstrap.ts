import { createHmac } from "node:crypto";
import pg from "pg";
import { connected } from "./connected.ts";

/** Where each process logs in. */
export type RoleUrls = { database: string; appUrl: string; ownerUrl: string; scannerUrl: string };

export type BootstrapOptions = {
  /** A role that can create roles and databases: the embedded server's superuser, or PG_URL. */
  url: string;
  /** Default: the database named in `url`, or `amanat` when that is a maintenance database. */
  database?: string;
  /** What the roles' passwords are derived from. Default: the password in `url`, so that every start finds the same. */
  passwordSeed?: string;
};

const LOGIN_ROLES = ["amanat_owner", "amanat_app", "amanat_scanner"] as const;
const MAINTENANCE = new Set(["", "postgres", "template1"]);

function urlFor(base: string, database: string, login?: { role: string; password: string }): string {
  const url = new URL(base);
  url.pathname = `/${database}`;
  if (login) {
    url.username = login.role;
    url.password = login.password;
  }
  return url.toString();
}

const asBootstrap = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: "amanat-bootstrap",
  connectionTimeoutMillis: 15_000,
});

/** One bootstrap at a time per cluster; released with the session. */
async function lockCluster(client: pg.Client): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtext('amanat.bootstrap'))");
}

async function createRoles(client: pg.Client, passwordOf: (role: string) => string): Promise<void> {
  const rights = await client.query<{ super: boolean; create: boolean }>(
    "SELECT rolsuper AS super, rolcreaterole AS create FROM pg_roles WHERE rolname = current_user",
  );
  const { super: isSuper = false, create = false } = rights.rows[0] ?? {};
  if (!isSuper && !create) {
    throw new Error(
      "PG_URL must belong to a role that may create roles (CREATEROLE CREATEDB), or set PG_OWNER_URL, SCANNER_PG_URL and PG_URL to roles that exist already.",
    );
  }
  for (const role of [...LOGIN_ROLES, "amanat_ledger"]) {
    const found = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [role]);
    if (found.rowCount === 0) await client.query(`CREATE ROLE ${role} NOLOGIN`);
  }
  for (const role of LOGIN_ROLES) {
    await client.query(`ALTER ROLE ${role} LOGIN NOINHERIT PASSWORD ${pg.escapeLiteral(passwordOf(role))}`);
  }
  // The owner acts for the ledger's role only by saying so: SET ROLE inside a migration.
  await client.query("GRANT amanat_ledger TO amanat_owner WITH INHERIT FALSE, SET TRUE");
  if (!isSuper) await client.query("GRANT amanat_owner, amanat_ledger TO CURRENT_USER WITH INHERIT TRUE, SET TRUE");
}

async function createDatabase(client: pg.Client, database: string): Promise<void> {
  const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
  if (found.rowCount === 0)
    await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER amanat_owner ENCODING 'UTF8' TEMPLATE template0`);
}

/** Schemas and who may enter them. What lies inside is the migrations' business. */
async function prepareDatabase(client: pg.Client, database: string): Promise<void> {
  const name = pg.escapeIdentifier(database);
  await client.query(`
    ALTER DATABASE ${name} OWNER TO amanat_owner;
    REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
    GRANT CONNECT, TEMPORARY ON DATABASE ${name} TO amanat_owner, amanat_app;
    GRANT CONNECT ON DATABASE ${name} TO amanat_scanner;
    ALTER SCHEMA public OWNER TO amanat_owner;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO amanat_app;
    CREATE SCHEMA IF NOT EXISTS ledger AUTHORIZATION amanat_ledger;
    GRANT USAGE ON SCHEMA ledger TO amanat_app, amanat_owner;
    CREATE SCHEMA IF NOT EXISTS scanner AUTHORIZATION amanat_owner;
    GRANT USAGE ON SCHEMA scanner TO amanat_scanner;
    CREATE SCHEMA IF NOT EXISTS pgboss AUTHORIZATION amanat_owner;
    GRANT USAGE ON SCHEMA pgboss TO amanat_app;
  `);
}

/**
 * Makes the four roles (owner, ledger without login, application, scanner), the database and its schemas.
 * Idempotent; also fits rights that somebody changed. Throws one plain sentence when `url` may not do it.
 */
export async function bootstrapRoles(options: BootstrapOptions): Promise<RoleUrls> {
  const given = new URL(options.url);
  const named = decodeURIComponent(given.pathname.slice(1));
  const database = options.database ?? (MAINTENANCE.has(named) ? "amanat" : named);
  const seed = options.passwordSeed ?? decodeURIComponent(given.password);
  const passwordOf = (role: string): string => createHmac("sha256", `amanat roles ${seed}`).update(role).digest("hex").slice(0, 40);
  await connected(asBootstrap(options.url), async (client) => {
    await lockCluster(client);
    await createRoles(client, passwordOf);
    await createDatabase(client, database);
  });
  await connected(asBootstrap(urlFor(options.url, database)), async (client) => {
    await lockCluster(client);
    await prepareDatabase(client, database);
  });
  const login = (role: string): string => urlFor(options.url, database, { role, password: passwordOf(role) });
  return { database, appUrl: login("amanat_app"), ownerUrl: login("amanat_owner"), scannerUrl: login("amanat_scanner") };
}

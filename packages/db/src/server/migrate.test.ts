import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { useDatabase } from "../testing/index.ts";
import { bootstrapRoles, connected, migrate, verifyVersion } from "./index.ts";
import { schemaAsSql } from "./schema-engine.ts";

const house = useDatabase();
const made: string[] = [];
const roles: string[] = [];

function asSuperuser<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const url = Object.assign(new URL(inject("amanatPostgres").superuserUrl), { pathname: `/${database}` });
  return connected({ connectionString: url.toString() }, work);
}

function newName(): string {
  const name = `made_${randomBytes(5).toString("hex")}`;
  made.push(name);
  return name;
}

afterAll(async () => {
  for (const name of made) await asSuperuser("postgres", (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  for (const name of roles) await asSuperuser("postgres", (client) => client.query(`DROP OWNED BY ${name} CASCADE; DROP ROLE ${name}`));
});

/** What the migrations add to the Prisma schema on purpose. */
const EXTRA_INDEXES = [
  "AdminGrant_waiting_key",
  "ApprovalDevice_address_live_key",
  "BreakGlass_live_key",
  "ConversationEntry_changes_idx",
  "ConversationEntry_messages_idx",
  "ConversationMember_unread_idx",
  "DealProposal_one_open",
  "DisputeCase_live_idx",
  "DisputeCase_mediator_idx",
  "DisputeCase_one_live",
  "DisputeEntry_one_statement",
  "DisputeMediator_one_at_a_time",
  "DisputeSettlement_one_open",
  "Delivery_due_idx",
  "DepositClaim_live_key",
  "DepositClaim_proofAmount_key",
  "Destination_waiting_key",
  "Event_fan_out_idx",
  "Incident_one_live",
  "Movement_waiting_idx",
  "Offer_requestId_sellerId_live_key",
  "Payout_fees_idx",
  "Payout_unpaid_releases_idx",
  "Purchase_requestId_live_key",
  "ReconciliationRow_place_key",
  "ReconciliationRun_running_key",
  "SanctionList_current_key",
  "SettingChange_waiting_key",
  "TxAttempt_chain_signer_nonce_key",
  "TxAttempt_subjectId_step_key",
  "User_tenantId_email_live_key",
  "_prisma_migrations_pkey",
  "chain_resumption_waiting_key",
  "watch_target_own_address_key",
  "webhook_outbox_waiting_idx",
  "transfer_chain_ref_key",
  "transfer_credit_deferred_idx",
  "transfer_debit_deferred_idx",
  "File_due_idx",
  "WebhookEndpoint_due_idx",
  "WebhookMessage_waiting_idx",
  "Notice_unread_idx",
  "Notice_clock_idx",
  "Notice_collapse_key",
  "NoticeDelivery_due_idx",
  "NoticeDelivery_waiting_idx",
  "NoticeDelivery_dead_idx",
  "Export_making_key",
  "LegalHold_live_key",
  "Purge_live_key",
  "DeskMoney_held_idx",
  "DeskMoney_disputed_idx",
  "DeskMoney_releasable_idx",
  "DeskMoney_refundable_idx",
  "DeskMoney_inFlight_idx",
  "Departure_live_key",
  "DeskSubject_settled_idx",
  "DisputeCase_last_idx",
  "Event_actorId_idx",
  "WebhookInbox_aside_idx",
  "Dossier_due_idx",
  "Dossier_live_key",
];

const CATALOGUE = {
  columns: `SELECT table_schema || '.' || table_name || '.' || column_name AS name, udt_name || ' ' || is_nullable || ' ' || coalesce(numeric_precision::text, '')
      || ' ' || coalesce(datetime_precision::text, '') || ' ' || coalesce(column_default, '') AS definition
    FROM information_schema.columns WHERE table_schema IN ('public', 'ledger', 'scanner') AND table_name <> '_prisma_migrations'`,
  // Storage settings are the migrations' own affair.
  indexes: `SELECT indexname AS name, regexp_replace(indexdef, ' WITH \\([^)]*\\)', '') AS definition FROM pg_indexes
    WHERE schemaname IN ('public', 'ledger', 'scanner')`,
  keys: `SELECT conrelid::regclass || '.' || conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE contype IN ('p', 'u', 'f') AND connamespace IN ('public'::regnamespace, 'ledger'::regnamespace, 'scanner'::regnamespace) AND conname <> '_prisma_migrations_pkey'`,
  enums: `SELECT typname AS name, string_agg(enumlabel, ',' ORDER BY enumsortorder) AS definition FROM pg_enum JOIN pg_type t ON t.oid = enumtypid
    WHERE typnamespace IN ('public'::regnamespace) GROUP BY 1`,
};

async function catalogueOf(database: string, sql: string): Promise<string[]> {
  const { rows } = await asSuperuser(database, (client) => client.query<{ name: string; definition: string }>(sql));
  return rows
    .filter((row) => !EXTRA_INDEXES.includes(row.name))
    .map((row) => `${row.name}: ${row.definition}`)
    .toSorted();
}

describe("drift", () => {
  const fromSchema = newName();

  beforeAll(async () => {
    const pool = new pg.Pool({ connectionString: house.urls.owner, max: 2 });
    const sql = await schemaAsSql(pool);
    await pool.end();
    await asSuperuser("postgres", (client) => client.query(`CREATE DATABASE ${fromSchema}`));
    await asSuperuser(fromSchema, (client) => client.query(sql));
  });

  test.each(Object.entries(CATALOGUE))("migrations and Prisma schema build the same %s", async (_what, sql) => {
    const migrated = new URL(house.urls.app).pathname.slice(1);
    expect(await catalogueOf(migrated, sql)).toEqual(await catalogueOf(fromSchema, sql));
  });

  test("the documented extras are there", async () => {
    const { rows } = await house.as("superuser", (client) =>
      client.query<{ indexname: string }>("SELECT indexname FROM pg_indexes WHERE indexname = ANY ($1) ORDER BY indexname", [
        EXTRA_INDEXES,
      ]),
    );
    expect(rows.map((row) => row.indexname).toSorted()).toEqual(EXTRA_INDEXES.toSorted());
  });
});

describe("migrating", () => {
  test("two starts at once migrate once; every process can check the version with its own role", async () => {
    const urls = await bootstrapRoles({ url: inject("amanatPostgres").superuserUrl, database: newName() });
    await expect(verifyVersion(urls.appUrl)).rejects.toThrow(/version none/);
    const applied = await Promise.all([migrate(urls.ownerUrl), migrate(urls.ownerUrl)]);
    expect(applied.filter((names) => names.length === 0)).toHaveLength(1);
    await verifyVersion(urls.appUrl);
    await verifyVersion(urls.scannerUrl);
    await asSuperuser(urls.database, (client) =>
      client.query("DELETE FROM _prisma_migrations WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations)"),
    );
    await expect(verifyVersion(urls.scannerUrl)).rejects.toThrow(/this program needs/);
  });

  test("roles come from any role that may make them; one that may not is told so in one sentence", async () => {
    const [able, unable] = [`able_${newName()}`, `unable_${newName()}`];
    roles.push(able, unable);
    await asSuperuser("postgres", async (client) => {
      await client.query(`CREATE ROLE ${able} LOGIN PASSWORD 'x' CREATEROLE CREATEDB; CREATE ROLE ${unable} LOGIN PASSWORD 'x'`);
      // It did not make the roles of this cluster, so it needs leave to change them.
      await client.query(`GRANT amanat_owner, amanat_ledger, amanat_app, amanat_scanner TO ${able} WITH ADMIN TRUE`);
    });
    const login = (role: string) =>
      Object.assign(new URL(inject("amanatPostgres").superuserUrl), { username: role, password: "x" }).toString();
    await expect(bootstrapRoles({ url: login(unable), database: newName() })).rejects.toThrow(/may create roles/);
    // The seed is the cluster's, so that the other tests' passwords stay as they are.
    const seed = new URL(inject("amanatPostgres").superuserUrl).password;
    const urls = await bootstrapRoles({ url: login(able), database: newName(), passwordSeed: seed });
    await migrate(urls.ownerUrl);
    await verifyVersion(urls.appUrl);
  });
});

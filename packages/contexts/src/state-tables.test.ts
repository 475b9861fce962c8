import { readdirSync, readFileSync } from "node:fs";
import type { AnyMachine } from "@amanat/db";
import { PROPOSAL, TRANCHE } from "@amanat/deals";
import { CASE, CASE_RULING, SETTLEMENT } from "@amanat/disputes";
import { DOSSIER } from "@amanat/dossier";
import { FILE } from "@amanat/files";
import { INCIDENT } from "@amanat/incidents";
import { OFFER, REQUEST } from "@amanat/marketplace";
import { DELIVERY } from "@amanat/notifications";
import {
  ATTEMPT,
  CLAIM,
  DEVICE,
  HOLD,
  INTENT,
  PART,
  PAYOUT,
  QUARANTINE,
  RECONCILIATION,
  RECONCILIATION_ROW,
  RELEASE,
  SWEEP,
  TRANSFER,
  UNMATCHED,
  WAY,
} from "@amanat/payment";
import { DEPARTURE, EXPORT, PURGE } from "@amanat/retention";
import { useDatabase } from "@amanat/testing";
import { SETTING_CHANGE } from "@amanat/settings";
import { ENDPOINT, MESSAGE } from "@amanat/webhooks";
import { expect, test } from "vitest";

/** Every column that says where a row stands has its table of states, and the database takes the words of that table and no other. */

const MACHINES: Readonly<Record<string, AnyMachine>> = {
  ApprovalDevice: DEVICE,
  DealProposal: PROPOSAL,
  DisputeCase: CASE,
  DisputeRuling: CASE_RULING,
  DisputeSettlement: SETTLEMENT,
  Hold: HOLD,
  Incident: INCIDENT,
  IncomingTransfer: TRANSFER,
  IntentPart: PART,
  Movement: RELEASE,
  Offer: OFFER,
  PaymentIntent: INTENT,
  Payout: PAYOUT,
  ProviderIntent: WAY,
  DepositClaim: CLAIM,
  Quarantine: QUARANTINE,
  ReconciliationRow: RECONCILIATION_ROW,
  ReconciliationRun: RECONCILIATION,
  Request: REQUEST,
  SettingChange: SETTING_CHANGE,
  Sweep: SWEEP,
  Tranche: TRANCHE,
  TxAttempt: ATTEMPT,
  UnmatchedDeposit: UNMATCHED,
  Dossier: DOSSIER,
  File: FILE,
  NoticeDelivery: DELIVERY,
  WebhookEndpoint: ENDPOINT,
  WebhookMessage: MESSAGE,
  Export: EXPORT,
  Purge: PURGE,
  Departure: DEPARTURE,
};
/** Those without one. */
const WITHOUT: Readonly<Record<string, string>> = {
  Deal: "its kind has the table, and the kind's states stand in DealState",
  DealState: "is that list",
  ScannerCursor: "the scanner's own: which chain it follows, and which is archived",
  ScannerTransfer: "the scanner's own: what a chain shows of a transfer, now",
  ScannerAudit: "the scanner's own: whether a balance and what was observed agree, now",
  Deadline: "pending until it is done or cancelled, and set again: db's own, and no context moves it",
};

const SCHEMA = new URL("../../../prisma/schema/", import.meta.url);
const models = readdirSync(SCHEMA).flatMap((file) => [
  ...readFileSync(new URL(file, SCHEMA), "utf8").matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm),
]);
const withState = models.filter(([, , columns = ""]) => /^\s+(?:status|state)\s/m.test(columns)).map(([, name = ""]) => name);
const database = useDatabase();

test("there is a table of states for each, or a reason", () => {
  expect([...Object.keys(MACHINES), ...Object.keys(WITHOUT)].toSorted()).toEqual(withState.toSorted());
});

test.each(Object.entries(MACHINES))("the database takes the states of %s", async (table, machine) => {
  const { rows } = await database.db.pool.query<{ check: string }>(
    `SELECT pg_get_constraintdef(oid) AS check FROM pg_constraint
     WHERE conrelid = ('"' || $1 || '"')::regclass AND contype = 'c' AND conname ~ '_(status|state)_check$'`,
    [table],
  );
  const words = rows.flatMap(({ check }) => [...check.matchAll(/'(\w+)'/g)].map(([, word = ""]) => word));
  expect(words.toSorted()).toEqual(Object.keys(machine.states).toSorted());
});

-- Whenever a person is needed, one is told: what only a log line knew is a row.
CREATE TABLE "Incident" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "dealId" UUID,
  "state" TEXT NOT NULL DEFAULT 'open',
  "count" INTEGER NOT NULL DEFAULT 1,
  "firstAt" TIMESTAMPTZ(3) NOT NULL,
  "lastAt" TIMESTAMPTZ(3) NOT NULL,
  "detail" JSONB NOT NULL DEFAULT '{}',
  "acknowledgedById" UUID,
  "acknowledgedAt" TIMESTAMPTZ(3),
  "resolution" TEXT,
  "note" TEXT,
  "closedById" UUID,
  "closedAt" TIMESTAMPTZ(3),
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "Incident_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Incident_state_check" CHECK ("state" IN ('open', 'acknowledged', 'closed')),
  CONSTRAINT "Incident_resolution_check" CHECK ("resolution" IN ('mended', 'by_hand')),
  CONSTRAINT "Incident_closed_check" CHECK (("state" = 'closed') = ("closedAt" IS NOT NULL) AND ("state" = 'closed') = ("resolution" IS NOT NULL))
);
CREATE INDEX "Incident_tenantId_state_lastAt_id_idx" ON "Incident" ("tenantId", "state", "lastAt" DESC, "id");
CREATE INDEX "Incident_subject_idx" ON "Incident" ("subject");
-- One that is not closed per kind and subject: what is met again is the same incident.
CREATE UNIQUE INDEX "Incident_one_live" ON "Incident" ("tenantId", "kind", "subject") WHERE "state" <> 'closed';
-- Nothing that a person was told is taken back.
REVOKE DELETE, TRUNCATE ON "Incident" FROM amanat_app;

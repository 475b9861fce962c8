-- How long a kind of record is kept, where it was decided; without a row its usual time, and by hand.
CREATE TABLE "RetentionPolicy" (
  "tenantId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "days" INTEGER NOT NULL,
  "auto" BOOLEAN NOT NULL,
  "version" INTEGER NOT NULL DEFAULT 1,
  "changedAt" TIMESTAMPTZ(3) NOT NULL,
  "changedById" UUID NOT NULL,
  CONSTRAINT "RetentionPolicy_pkey" PRIMARY KEY ("tenantId", "kind"),
  CONSTRAINT "RetentionPolicy_days_check" CHECK ("days" BETWEEN 1 AND 36500)
);

CREATE TABLE "LegalHold" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "subjectId" UUID NOT NULL,
  "reason" TEXT NOT NULL,
  "placedById" UUID NOT NULL,
  "placedAt" TIMESTAMPTZ(3) NOT NULL,
  "releasedById" UUID,
  "releasedAt" TIMESTAMPTZ(3),
  "releaseReason" TEXT,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "LegalHold_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "LegalHold_kind_check" CHECK ("kind" IN ('person', 'deal', 'case'))
);
CREATE INDEX "LegalHold_tenantId_placedAt_idx" ON "LegalHold" ("tenantId", "placedAt" DESC);
CREATE UNIQUE INDEX "LegalHold_live_key" ON "LegalHold" ("subjectId") WHERE "releasedAt" IS NULL;

CREATE TABLE "Purge" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "before" TIMESTAMPTZ(3) NOT NULL,
  "status" TEXT NOT NULL DEFAULT 'marking',
  "place" TEXT,
  "marked" INTEGER NOT NULL DEFAULT 0,
  "held" INTEGER NOT NULL DEFAULT 0,
  "heldSubjects" UUID[] DEFAULT ARRAY[]::UUID[],
  "gone" INTEGER NOT NULL DEFAULT 0,
  "byId" UUID,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "dueAt" TIMESTAMPTZ(3) NOT NULL,
  "nextAt" TIMESTAMPTZ(3),
  "endedAt" TIMESTAMPTZ(3),
  "endedById" UUID,
  "version" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "Purge_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Purge_status_check" CHECK ("status" IN ('marking', 'marked', 'purging', 'done', 'undone')),
  CONSTRAINT "Purge_ended_check" CHECK (("status" IN ('done', 'undone')) = ("endedAt" IS NOT NULL))
);
CREATE INDEX "Purge_tenantId_at_idx" ON "Purge" ("tenantId", "at" DESC);
CREATE INDEX "Purge_nextAt_idx" ON "Purge" ("nextAt");
CREATE UNIQUE INDEX "Purge_live_key" ON "Purge" ("tenantId", "kind") WHERE "endedAt" IS NULL;

CREATE TABLE "PurgeMark" (
  "purgeId" UUID NOT NULL,
  "rowId" TEXT NOT NULL,
  CONSTRAINT "PurgeMark_pkey" PRIMARY KEY ("purgeId", "rowId")
);

-- A legal hold is one thing here and in the audit trail: what the trail protects ("AuditHold") is what is held, and LegalHold tells who held it,
-- why, and who let go. Whoever writes one writes the other, also at the owner's command line.
CREATE FUNCTION legal_hold_protects() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('amanat.audit.erase', 0));
  IF NEW."releasedAt" IS NULL THEN
    INSERT INTO public."AuditHold" ("subjectId", "reason") VALUES (NEW."subjectId", NEW."reason") ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM public."AuditHold" WHERE "subjectId" = NEW."subjectId";
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER protects AFTER INSERT OR UPDATE OF "releasedAt" ON "LegalHold" FOR EACH ROW EXECUTE FUNCTION legal_hold_protects();

CREATE FUNCTION audit_hold_ends() RETURNS trigger
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  UPDATE public."LegalHold" SET "releasedAt" = clock_timestamp(), "releaseReason" = 'let go by the owner', "version" = "version" + 1
  WHERE "subjectId" = OLD."subjectId" AND "releasedAt" IS NULL;
  RETURN NULL;
END
$$;
CREATE TRIGGER ends AFTER DELETE ON "AuditHold" FOR EACH ROW EXECUTE FUNCTION audit_hold_ends();

-- Which of these people, deals and cases are held.
CREATE FUNCTION held_subjects(p_subjects uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(array_agg(h."subjectId"), '{}') FROM public."AuditHold" h WHERE h."subjectId" = ANY (p_subjects) $$;
REVOKE ALL ON FUNCTION held_subjects FROM PUBLIC;
GRANT EXECUTE ON FUNCTION held_subjects TO amanat_app;

-- Erases the readable part of old entries. The application may call it, and nothing younger than a year is erased by it, whatever a policy says.
CREATE FUNCTION audit_erase_old(p_entries uuid[]) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  chosen uuid[];
BEGIN
  SELECT coalesce(array_agg(e."id"), '{}') INTO chosen FROM public."AuditEntry" e
  WHERE e."id" = ANY (p_entries) AND e."at" < clock_timestamp() - interval '365 days';
  IF cardinality(chosen) = 0 THEN RETURN 0; END IF;
  RETURN (SELECT x.erased FROM public.audit_erase(chosen, 'older than it is kept') x);
END
$$;
REVOKE ALL ON FUNCTION audit_erase_old FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_erase_old TO amanat_app;
REVOKE DELETE ON "LegalHold", "Purge", "Departure" FROM amanat_app;

-- A deletion of an account is asked for, waits while it can be taken back, then closes the account and erases, pass by pass.
ALTER TABLE "Departure"
  DROP CONSTRAINT "Departure_done_check",
  DROP COLUMN "doneAt",
  ADD COLUMN "status" TEXT NOT NULL DEFAULT 'asked',
  -- Until then it can be taken back.
  ADD COLUMN "dueAt" TIMESTAMPTZ(3) NOT NULL,
  ADD COLUMN "closedAt" TIMESTAMPTZ(3),
  ADD COLUMN "endedAt" TIMESTAMPTZ(3),
  ADD COLUMN "why" TEXT,
  ADD COLUMN "version" INTEGER NOT NULL DEFAULT 0,
  ADD CONSTRAINT "Departure_status_check" CHECK ("status" IN ('asked', 'erasing', 'done', 'cancelled', 'stopped')),
  ADD CONSTRAINT "Departure_next_check" CHECK (("status" IN ('asked', 'erasing')) = ("nextAt" IS NOT NULL)),
  ADD CONSTRAINT "Departure_ended_check" CHECK (("status" IN ('asked', 'erasing')) = ("endedAt" IS NULL)),
  ADD CONSTRAINT "Departure_closed_check" CHECK (("status" IN ('erasing', 'done')) = ("closedAt" IS NOT NULL)),
  ADD CONSTRAINT "Departure_why_check" CHECK (("status" = 'stopped') = ("why" IS NOT NULL));
DROP INDEX "Departure_userId_key";
CREATE INDEX "Departure_userId_at_idx" ON "Departure" ("userId", "at" DESC);
-- Nobody goes twice; whoever stayed may ask anew.
CREATE UNIQUE INDEX "Departure_live_key" ON "Departure" ("userId") WHERE "status" IN ('asked', 'erasing', 'done');

-- Whether a person's account is closed and what is held about them is being erased.
CREATE FUNCTION person_goes(p_person uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
  SELECT EXISTS (
    SELECT 1 FROM public."Departure" d JOIN public."User" u ON u."id" = d."userId"
    WHERE d."userId" = p_person AND d."status" = 'erasing' AND u."deletedAt" IS NOT NULL
  )
$$;
REVOKE ALL ON FUNCTION person_goes FROM PUBLIC;

CREATE OR REPLACE FUNCTION audit_erase_departed(p_person uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  chosen uuid[];
BEGIN
  IF NOT public.person_goes(p_person) THEN RAISE EXCEPTION 'nobody who goes' USING ERRCODE = '42501'; END IF;
  SELECT coalesce(array_agg(c."id"), '{}') INTO chosen FROM (
    SELECT e."id" FROM public."AuditEntry" e
    WHERE (e."actorId" = p_person OR e."subjectId" = p_person) AND e."erasedAt" IS NULL AND e."action" <> 'audit.erased'
      AND NOT EXISTS (SELECT 1 FROM public."AuditHold" h WHERE h."subjectId" IN (e."actorId", e."subjectId"))
    LIMIT 200
  ) c;
  IF cardinality(chosen) = 0 THEN RETURN 0; END IF;
  RETURN (SELECT x.erased FROM public.audit_erase(chosen, 'the person has gone') x);
END
$$;

-- An event never changes, but that the name of whoever did it goes with them.
CREATE FUNCTION event_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NEW."actorName" = U&'\2013' AND OLD."actorId" IS NOT NULL
    AND (to_jsonb(OLD) - 'actorName') = (to_jsonb(NEW) - 'actorName') AND public.person_goes(OLD."actorId")
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'Event is append-only: UPDATE refused' USING ERRCODE = '42501';
END
$$;
REVOKE ALL ON FUNCTION event_refuse_change FROM PUBLIC;
DROP TRIGGER append_only ON "Event";
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON "Event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER content_is_final BEFORE UPDATE ON "Event" FOR EACH ROW EXECUTE FUNCTION event_refuse_change();
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER content_is_final;
CREATE INDEX "Event_actorId_idx" ON "Event" ("actorId") WHERE "actorId" IS NOT NULL AND "actorName" <> U&'\2013';

-- Takes a person's name from some of the events that carry it, once they go. Returns how many.
CREATE FUNCTION event_erase_departed(p_person uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  changed int;
BEGIN
  IF NOT public.person_goes(p_person) THEN RAISE EXCEPTION 'nobody who goes' USING ERRCODE = '42501'; END IF;
  UPDATE public."Event" e SET "actorName" = U&'\2013' FROM (
    SELECT o."channel", o."seq" FROM public."Event" o WHERE o."actorId" = p_person AND o."actorName" <> U&'\2013' LIMIT 500
  ) c WHERE e."channel" = c."channel" AND e."seq" = c."seq";
  GET DIAGNOSTICS changed = ROW_COUNT;
  RETURN changed;
END
$$;
REVOKE ALL ON FUNCTION event_erase_departed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_erase_departed TO amanat_app;

-- Whose name and whose words a notice says, so that they go with them.
ALTER TABLE "Notice" ADD COLUMN "actorId" UUID, ADD COLUMN "titledById" UUID;
CREATE INDEX "Notice_actorId_idx" ON "Notice" ("actorId");
CREATE INDEX "Notice_titledById_idx" ON "Notice" ("titledById");

-- A person who goes: their account is closed, and what is held about them is being erased, until it is done.
CREATE TABLE "Departure" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  -- When a worker goes on with it; null when it is done.
  "nextAt" TIMESTAMPTZ(3),
  "erased" INTEGER NOT NULL DEFAULT 0,
  "doneAt" TIMESTAMPTZ(3),
  CONSTRAINT "Departure_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Departure_done_check" CHECK (("nextAt" IS NULL) = ("doneAt" IS NOT NULL))
);
CREATE UNIQUE INDEX "Departure_userId_key" ON "Departure" ("userId");
CREATE INDEX "Departure_nextAt_idx" ON "Departure" ("nextAt");

-- Erases the readable part of some entries by or about a person who goes. The application may call it, and it erases nobody else's: the account
-- must be closed and the departure under way. What is held by law stays.
CREATE FUNCTION audit_erase_departed(p_person uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  chosen uuid[];
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM public."Departure" d JOIN public."User" u ON u."id" = d."userId"
    WHERE d."userId" = p_person AND d."doneAt" IS NULL AND u."deletedAt" IS NOT NULL
  ) THEN RAISE EXCEPTION 'nobody who goes' USING ERRCODE = '42501'; END IF;
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
REVOKE ALL ON FUNCTION audit_erase_departed FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_erase_departed TO amanat_app;

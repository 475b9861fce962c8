-- Of two erasures of one entry the second failed with an error, and a protection that was committed while an erasure ran was not seen.
-- Erasing and protecting now take turns.
CREATE OR REPLACE FUNCTION audit_erase(p_entries uuid[], p_reason text)
RETURNS TABLE (erased int, held int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  chosen uuid[];
BEGIN
  IF length(trim(p_reason)) < 5 THEN RAISE EXCEPTION 'say why' USING ERRCODE = '23514'; END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('amanat.audit.erase', 0));
  SELECT coalesce(array_agg(e."id"), '{}') INTO chosen FROM public."AuditEntry" e
  WHERE e."id" = ANY (p_entries) AND e."erasedAt" IS NULL AND e."action" <> 'audit.erased'
    AND NOT EXISTS (SELECT 1 FROM public."AuditHold" h WHERE h."subjectId" IN (e."actorId", e."subjectId"));
  SELECT count(*) INTO held FROM public."AuditEntry" e
  WHERE e."id" = ANY (p_entries) AND EXISTS (SELECT 1 FROM public."AuditHold" h WHERE h."subjectId" IN (e."actorId", e."subjectId"));
  erased := cardinality(chosen);
  IF erased = 0 THEN RETURN NEXT; RETURN; END IF;
  -- First: a trigger lets an entry lose its payload only where this one names it.
  INSERT INTO public."AuditEntry" ("id", "tenantId", "actorKind", "action", "subjectKind", "subjectId", "payload", "salt", "correlationId", "at")
  SELECT gen_random_uuid(), e."tenantId", 'owner', 'audit.erased', 'audit', e."id", jsonb_build_object('reason', p_reason),
    uuid_send(gen_random_uuid()), 'erase:' || pg_current_xact_id()::text, clock_timestamp()
  FROM public."AuditEntry" e WHERE e."id" = ANY (chosen);
  UPDATE public."AuditEntry" e SET "payload" = '{}', "salt" = '', "erasedAt" = clock_timestamp()
  WHERE e."id" = ANY (chosen) AND e."erasedAt" IS NULL;
  RETURN NEXT;
END
$$;

-- Protects what is by or about somebody; false where that was so already. The owner's alone, as erasing is.
CREATE FUNCTION audit_keep(p_subject uuid, p_reason text) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('amanat.audit.erase', 0));
  INSERT INTO public."AuditHold" ("subjectId", "reason") VALUES (p_subject, p_reason) ON CONFLICT DO NOTHING;
  RETURN FOUND;
END
$$;
REVOKE ALL ON FUNCTION audit_keep FROM PUBLIC;

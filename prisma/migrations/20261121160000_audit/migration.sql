-- The audit trail becomes a chain: what an entry says is bound by the database that takes it, finished entries are gathered
-- into blocks as the ledger's transfers are, and the readable part alone can be erased.

-- The row binds its payload through this digest, so that the payload can go and the row stays provable. Rows from before have
-- none: their digest is over everything at once, made by the process that wrote them.
ALTER TABLE "AuditEntry" ADD COLUMN "payloadDigest" BYTEA;
ALTER TABLE "AuditEntry" ADD COLUMN "erasedAt" TIMESTAMPTZ(3);

CREATE TABLE "AuditBlock" (
    "n" BIGINT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "loXid" BIGINT NOT NULL,
    "hiXid" BIGINT NOT NULL,
    "rows" INTEGER NOT NULL,
    "root" BYTEA NOT NULL,
    "prev" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditBlock_pkey" PRIMARY KEY ("n")
);

CREATE TABLE "AuditHold" (
    "subjectId" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditHold_pkey" PRIMARY KEY ("subjectId")
);

CREATE INDEX "AuditEntry_epoch_xid_idx" ON "AuditEntry"("epoch", "xid");
CREATE INDEX "AuditEntry_tenantId_at_id_idx" ON "AuditEntry"("tenantId", "at", "id");
CREATE INDEX "AuditEntry_tenantId_actorId_at_idx" ON "AuditEntry"("tenantId", "actorId", "at");
CREATE INDEX "AuditEntry_tenantId_action_at_idx" ON "AuditEntry"("tenantId", "action" text_pattern_ops, "at");
CREATE INDEX "AuditEntry_correlationId_idx" ON "AuditEntry"("correlationId");

-- The owner seals and stamps by the ledger's rules: one epoch for the whole database, one kind of tree.
SET ROLE amanat_ledger;
GRANT EXECUTE ON FUNCTION ledger.current_epoch(), ledger.merkle_root(bytea[]) TO amanat_owner;
RESET ROLE;

-- The digest of an entry: every column but the readable payload and its salt, for which `payloadDigest` stands. The head holds
-- ids, numbers and lengths only, so that no two rows share an encoding; an empty place in it is a null.
CREATE FUNCTION audit_digest(e "AuditEntry") RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN sha256(convert_to(format(
  'amanat.audit.v2|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s%s%s%s',
  e."id", e."tenantId", e."epoch", e."xid", (extract(epoch FROM e."at") * 1000)::bigint, e."actorId", e."sessionId", e."subjectId",
  encode(e."payloadDigest", 'hex'),
  octet_length(e."actorKind"), octet_length(e."action"), octet_length(e."subjectKind"), octet_length(e."correlationId"),
  e."actorKind", e."action", e."subjectKind", e."correlationId"), 'UTF8'));

-- What binds an entry is made here, whatever the writer says: a row cannot be slipped in below a block, and its digest is true.
CREATE FUNCTION audit_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF octet_length(NEW."salt") < 16 THEN
    RAISE EXCEPTION 'an audit entry needs a salt of 16 bytes' USING ERRCODE = '23514';
  END IF;
  NEW."xid" := pg_current_xact_id()::text::bigint;
  NEW."epoch" := ledger.current_epoch();
  NEW."erasedAt" := NULL;
  NEW."payloadDigest" := sha256(NEW."salt" || convert_to(NEW."payload"::text, 'UTF8'));
  NEW."digest" := public.audit_digest(NEW);
  RETURN NEW;
END
$$;
CREATE TRIGGER stamp BEFORE INSERT ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION audit_stamp();

-- The one change there is: the payload and its salt go, said by an entry of the same transaction that names the row.
CREATE FUNCTION audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  allowed boolean;
BEGIN
  IF TG_LEVEL = 'STATEMENT' THEN
    allowed := EXISTS (
      SELECT 1 FROM public."AuditEntry" s WHERE s."epoch" = ledger.current_epoch() AND s."xid" = pg_current_xact_id()::text::bigint
        AND s."action" = 'audit.erased');
  ELSE
    allowed := OLD."erasedAt" IS NULL AND NEW."erasedAt" IS NOT NULL AND NEW."payload" = '{}'::jsonb AND NEW."salt" = ''::bytea
      AND (to_jsonb(OLD) - 'payload' - 'salt' - 'erasedAt') = (to_jsonb(NEW) - 'payload' - 'salt' - 'erasedAt')
      AND EXISTS (
        SELECT 1 FROM public."AuditEntry" s WHERE s."epoch" = ledger.current_epoch() AND s."xid" = pg_current_xact_id()::text::bigint
          AND s."action" = 'audit.erased' AND s."subjectId" = OLD."id");
  END IF;
  IF NOT allowed THEN
    RAISE EXCEPTION 'AuditEntry is append-only: UPDATE refused' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$;
DROP TRIGGER append_only ON "AuditEntry";
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER change_is_said BEFORE UPDATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER content_is_final BEFORE UPDATE ON "AuditEntry" FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditBlock" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER stamp;
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER change_is_said;
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER content_is_final;
ALTER TABLE "AuditBlock" ENABLE ALWAYS TRIGGER append_only;

CREATE FUNCTION audit_block_hash(n bigint, epoch int, lo_xid bigint, hi_xid bigint, rows int, root bytea, prev bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN sha256(convert_to(format('amanat.audit.block.v1|%s|%s|%s|%s|%s|%s|%s', n, epoch, lo_xid, hi_xid, rows, encode(root, 'hex'), encode(prev, 'hex')), 'UTF8'));

-- Seals the next block: the finished entries loXid <= xid < hiXid that no block holds yet, in the order (xid, id), whole
-- transactions, about `p_rows` of them. As with the ledger, a transaction that began earlier and still runs holds the horizon
-- back, so that nothing can appear below a block afterwards; writers wait for nothing.
CREATE FUNCTION audit_seal(p_rows int DEFAULT 5000)
RETURNS TABLE (block bigint, sealed_rows int, block_hash bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  v_epoch int := ledger.current_epoch();
  last public."AuditBlock"; lo bigint; hi bigint; xids bigint[]; digests bytea[]; v_root bytea; v_prev bytea; v_n bigint;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended('amanat.audit.seal', 0)) THEN RETURN; END IF;
  SELECT * INTO last FROM public."AuditBlock" b ORDER BY b."n" DESC LIMIT 1;
  v_n := coalesce(last."n", 0) + 1;
  v_prev := coalesce(last."hash", decode(repeat('00', 32), 'hex'));
  lo := CASE WHEN last."epoch" = v_epoch THEN last."hiXid" ELSE 0 END;
  hi := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  SELECT array_agg(t."xid" ORDER BY t."xid", t."id"), array_agg(t."digest" ORDER BY t."xid", t."id") INTO xids, digests
  FROM (
    SELECT e."xid", e."id", e."digest" FROM public."AuditEntry" e WHERE e."epoch" = v_epoch AND e."xid" >= lo AND e."xid" < hi
    ORDER BY e."xid", e."id" LIMIT p_rows + 1
  ) AS t;
  IF digests IS NULL THEN RETURN; END IF;

  -- More than a block takes: it ends before the transaction that would make it too large, yet holds one at least.
  IF cardinality(digests) > p_rows THEN
    hi := xids[p_rows + 1] + CASE WHEN xids[1] = xids[p_rows + 1] THEN 1 ELSE 0 END;
    SELECT array_agg(e."digest" ORDER BY e."xid", e."id") INTO digests
    FROM public."AuditEntry" e WHERE e."epoch" = v_epoch AND e."xid" >= lo AND e."xid" < hi;
  END IF;

  v_root := ledger.merkle_root(digests);
  block := v_n;
  sealed_rows := cardinality(digests);
  block_hash := public.audit_block_hash(v_n, v_epoch, lo, hi, sealed_rows, v_root, v_prev);
  INSERT INTO public."AuditBlock" ("n", "epoch", "loXid", "hiXid", "rows", "root", "prev", "hash", "at")
  VALUES (v_n, v_epoch, lo, hi, sealed_rows, v_root, v_prev, block_hash, clock_timestamp());
  RETURN NEXT;
END
$$;

-- Erases what can be read of these entries and says so in as many new ones; their place in the chain stays provable. Entries
-- whose actor or subject is held by law stay, and are counted. The owner's alone: the application cannot erase.
CREATE FUNCTION audit_erase(p_entries uuid[], p_reason text)
RETURNS TABLE (erased int, held int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  chosen uuid[];
BEGIN
  IF length(trim(p_reason)) < 5 THEN RAISE EXCEPTION 'say why' USING ERRCODE = '23514'; END IF;
  SELECT coalesce(array_agg(e."id"), '{}') INTO chosen FROM public."AuditEntry" e
  WHERE e."id" = ANY (p_entries) AND e."erasedAt" IS NULL AND e."action" <> 'audit.erased'
    AND NOT EXISTS (SELECT 1 FROM public."AuditHold" h WHERE h."subjectId" IN (e."actorId", e."subjectId"));
  SELECT count(*) INTO held FROM public."AuditEntry" e
  WHERE e."id" = ANY (p_entries) AND EXISTS (SELECT 1 FROM public."AuditHold" h WHERE h."subjectId" IN (e."actorId", e."subjectId"));
  erased := cardinality(chosen);
  IF erased = 0 THEN RETURN NEXT; RETURN; END IF;
  INSERT INTO public."AuditEntry" ("id", "tenantId", "actorKind", "action", "subjectKind", "subjectId", "payload", "salt", "correlationId", "at")
  SELECT gen_random_uuid(), e."tenantId", 'owner', 'audit.erased', 'audit', e."id", jsonb_build_object('reason', p_reason),
    uuid_send(gen_random_uuid()), 'erase:' || pg_current_xact_id()::text, clock_timestamp()
  FROM public."AuditEntry" e WHERE e."id" = ANY (chosen);
  UPDATE public."AuditEntry" e SET "payload" = '{}', "salt" = '', "erasedAt" = clock_timestamp() WHERE e."id" = ANY (chosen);
  RETURN NEXT;
END
$$;

REVOKE ALL ON FUNCTION audit_digest, audit_stamp, audit_refuse_change, audit_block_hash, audit_seal, audit_erase FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_seal TO amanat_app;
-- New tables start with the application's usual rights; these are not its to write.
REVOKE ALL ON "AuditBlock", "AuditHold" FROM amanat_app;
GRANT SELECT ON "AuditBlock" TO amanat_app;

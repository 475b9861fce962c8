-- Sealing four times a second read every page that no vacuum had summarised yet, three times over: posting beside it fell to a
-- half. A tree finds the newest rows at once, for about what the block range index cost a post (to summarise more often would
-- mean a lock that keeps vacuum away); and one look is enough.
SET ROLE amanat_ledger;

DROP INDEX ledger.transfer_epoch_xid_idx;
CREATE INDEX "transfer_epoch_xid_idx" ON "ledger"."transfer"("epoch", "xid");

-- Seals the next block: the finished transfers lo_xid <= xid < hi_xid that no block holds yet, in the order (xid, journal,
-- leg), whole transactions, about `p_rows` of them. A transaction is finished when it is below the snapshot's horizon: one
-- that began earlier and still runs holds the horizon back, so that nothing can appear below a block afterwards.
-- Answers the block made, and the age of its oldest row; no row when there is nothing to seal or another sealer is at it.
CREATE OR REPLACE FUNCTION ledger.seal(p_rows int DEFAULT 5000)
RETURNS TABLE (block bigint, sealed_rows int, block_hash bytea, oldest timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  v_epoch int := ledger.current_epoch();
  last ledger.block; lo bigint; hi bigint; xids bigint[]; hashes bytea[]; v_root bytea; v_prev bytea; v_n bigint;
BEGIN
  -- Sealers exclude each other; posting takes no such lock.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('amanat.ledger.seal', 0)) THEN RETURN; END IF;
  SELECT * INTO last FROM ledger.block b ORDER BY b.n DESC LIMIT 1;
  v_n := coalesce(last.n, 0) + 1;
  v_prev := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  lo := CASE WHEN last.epoch = v_epoch THEN last.hi_xid ELSE 0 END;
  hi := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  SELECT array_agg(t.xid ORDER BY t.xid, t.journal_id, t.leg), array_agg(t.hash ORDER BY t.xid, t.journal_id, t.leg), min(t.at)
  INTO xids, hashes, oldest
  FROM (
    SELECT w.xid, w.journal_id, w.leg, w.hash, w.at FROM ledger.transfer w WHERE w.epoch = v_epoch AND w.xid >= lo AND w.xid < hi
    ORDER BY w.xid, w.journal_id, w.leg LIMIT p_rows + 1
  ) AS t;
  IF hashes IS NULL THEN RETURN; END IF;

  -- More than a block takes: it ends before the transaction that would make it too large, yet holds one at least.
  IF cardinality(hashes) > p_rows THEN
    hi := xids[p_rows + 1] + CASE WHEN xids[1] = xids[p_rows + 1] THEN 1 ELSE 0 END;
    SELECT array_agg(t.hash ORDER BY t.xid, t.journal_id, t.leg), min(t.at) INTO hashes, oldest
    FROM ledger.transfer t WHERE t.epoch = v_epoch AND t.xid >= lo AND t.xid < hi;
  END IF;

  v_root := ledger.merkle_root(hashes);
  block := v_n;
  sealed_rows := cardinality(hashes);
  block_hash := ledger.block_hash(v_n, v_epoch, lo, hi, sealed_rows, v_root, v_prev);
  INSERT INTO ledger.block (n, epoch, lo_xid, hi_xid, rows, root, prev, hash, at)
  VALUES (v_n, v_epoch, lo, hi, sealed_rows, v_root, v_prev, block_hash, clock_timestamp());
  RETURN NEXT;
END
$$;

RESET ROLE;

-- Sealing: finished transfers are gathered into blocks that are chained by hash. Nothing on the posting path waits for it.
SET ROLE amanat_ledger;

-- New pages are found by the sealer without waiting for a vacuum.
ALTER INDEX ledger.transfer_epoch_xid_idx SET (autosummarize = on);

-- The root of a binary tree over hashes, leaves and nodes told apart by their first byte; an odd one out moves up as it is.
CREATE FUNCTION ledger.merkle_root(hashes bytea[]) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  level bytea[];
BEGIN
  SELECT array_agg(sha256('\x00'::bytea || h) ORDER BY o) INTO level FROM unnest(hashes) WITH ORDINALITY AS u (h, o);
  WHILE cardinality(level) > 1 LOOP
    SELECT array_agg(h ORDER BY pair) INTO level FROM (
      SELECT (o - 1) / 2 AS pair, CASE count(*) WHEN 2 THEN sha256('\x01'::bytea || string_agg(h, ''::bytea ORDER BY o)) ELSE string_agg(h, ''::bytea) END AS h
      FROM unnest(level) WITH ORDINALITY AS u (h, o) GROUP BY 1
    ) AS pairs;
  END LOOP;
  RETURN level[1];
END
$$;

CREATE FUNCTION ledger.block_hash(n bigint, epoch int, lo_xid bigint, hi_xid bigint, rows int, root bytea, prev bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(format('amanat.block.v1|%s|%s|%s|%s|%s|%s|%s', n, epoch, lo_xid, hi_xid, rows, encode(root, 'hex'), encode(prev, 'hex')), 'UTF8'));

-- Seals the next block: the finished transfers lo_xid <= xid < hi_xid that no block holds yet, in the order (xid, journal,
-- leg), whole transactions, about `p_rows` of them. A transaction is finished when it is below the snapshot's horizon: one
-- that began earlier and still runs holds the horizon back, so that nothing can appear below a block afterwards.
-- Answers the block made, and the age of its oldest row; no row when there is nothing to seal or another sealer is at it.
CREATE FUNCTION ledger.seal(p_rows int DEFAULT 5000)
RETURNS TABLE (block bigint, sealed_rows int, block_hash bytea, oldest timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  v_epoch int := ledger.current_epoch();
  last ledger.block; lo bigint; horizon bigint; hi bigint; hashes bytea[]; v_root bytea; v_prev bytea; v_n bigint;
BEGIN
  -- Sealers exclude each other; posting takes no such lock.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('amanat.ledger.seal', 0)) THEN RETURN; END IF;
  SELECT * INTO last FROM ledger.block b ORDER BY b.n DESC LIMIT 1;
  v_n := coalesce(last.n, 0) + 1;
  v_prev := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
  lo := CASE WHEN last.epoch = v_epoch THEN last.hi_xid ELSE 0 END;
  horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
  -- Ends before the first transaction that would make it too large, yet holds one at least.
  SELECT t.xid INTO hi FROM ledger.transfer t WHERE t.epoch = v_epoch AND t.xid >= lo AND t.xid < horizon ORDER BY t.xid OFFSET p_rows LIMIT 1;
  IF hi IS NULL THEN
    hi := horizon;
  ELSIF NOT EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.epoch = v_epoch AND t.xid >= lo AND t.xid < hi) THEN
    hi := hi + 1;
  END IF;
  SELECT array_agg(t.hash ORDER BY t.xid, t.journal_id, t.leg), min(t.at) INTO hashes, oldest
  FROM ledger.transfer t WHERE t.epoch = v_epoch AND t.xid >= lo AND t.xid < hi;
  IF hashes IS NULL THEN RETURN; END IF;

  v_root := ledger.merkle_root(hashes);
  block := v_n;
  sealed_rows := cardinality(hashes);
  block_hash := ledger.block_hash(v_n, v_epoch, lo, hi, sealed_rows, v_root, v_prev);
  INSERT INTO ledger.block (n, epoch, lo_xid, hi_xid, rows, root, prev, hash, at)
  VALUES (v_n, v_epoch, lo, hi, sealed_rows, v_root, v_prev, block_hash, clock_timestamp());
  RETURN NEXT;
END
$$;

REVOKE ALL ON FUNCTION ledger.seal, ledger.merkle_root, ledger.block_hash FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ledger.seal TO amanat_app;

RESET ROLE;

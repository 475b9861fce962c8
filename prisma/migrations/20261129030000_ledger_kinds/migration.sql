-- The account kinds and transfer codes that every kind of deal, holds, reorgs and further rails need, so that the posting
-- functions, which hold the numbers as literals, are replaced once.
-- Kinds: 14 quarantined (arrived, and not to be touched before its sender is screened), 15 promotion (what the operator gives away:
-- a house account). Codes: 17 fund, 18 keep, 19 withdraw, 20 quarantine, 21 quarantine_lift, 22 fee_return, 23 reward,
-- 24 provider_cost, 25 payout_reversed, 26 reorg_loss.
SET ROLE amanat_ledger;

ALTER TABLE ledger.account DROP CONSTRAINT account_kind_check;
ALTER TABLE ledger.account ADD CONSTRAINT account_kind_check CHECK (kind BETWEEN 1 AND 15);

CREATE OR REPLACE FUNCTION ledger.mode_of(kind int) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN kind IN (1, 10, 11, 12, 13, 15) THEN 1 ELSE 0 END;

CREATE OR REPLACE FUNCTION ledger.check_legs(p_legs jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT (SELECT bool_and(l.asset IS NOT NULL AND l.ds IS NOT NULL AND l.dp IS NOT NULL AND l.cs IS NOT NULL AND l.cp IS NOT NULL
      AND coalesce(l.dk BETWEEN 1 AND 15, false) AND coalesce(l.ck BETWEEN 1 AND 15, false) AND coalesce(l.code BETWEEN 1 AND 26, false)
      AND coalesce(l.amount ~ '^[1-9][0-9]{0,77}$', false) AND (l.dk, l.ds, l.dp) IS DISTINCT FROM (l.ck, l.cs, l.cp))
    FROM jsonb_to_recordset(p_legs) AS l (asset text, dk int, ds text, dp text, ck int, cs text, cp text, amount text, code int)) THEN
    RAISE EXCEPTION 'a leg is malformed' USING ERRCODE = 'AM003';
  END IF;
  IF (SELECT max(l.amount::numeric) FROM jsonb_to_recordset(p_legs) AS l (amount text))
    >= 115792089237316195423570985008687907853269984665640564039457584007913129639936 THEN
    RAISE EXCEPTION 'an amount is above 2^256 - 1' USING ERRCODE = 'AM003';
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION ledger.apply_leg(p_tenant uuid, p_journal uuid, p_asset text, dk smallint, ds text, dp text,
  ck smallint, cs text, cp text, p_amount numeric, p_code smallint, p_ref text) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  v_debit bigint; v_debit_seq bigint; v_debit_after numeric; v_credit bigint; v_credit_seq bigint; v_credit_after numeric;
  known boolean; v_xid bigint; v_at timestamptz;
BEGIN
  LOOP
    SELECT
      (SELECT a.id FROM ledger.account a WHERE a.tenant_id = p_tenant AND a.asset = p_asset AND a.kind = dk AND a.scope = ds AND a.party = dp),
      (SELECT a.id FROM ledger.account a WHERE a.tenant_id = p_tenant AND a.asset = p_asset AND a.kind = ck AND a.scope = cs AND a.party = cp),
      EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.journal_id = p_journal)
    INTO v_debit, v_credit, known;
    IF known THEN RETURN ledger.outcome_of(p_tenant, p_journal, ledger.as_legs(p_asset, dk, ds, dp, ck, cs, cp, p_amount, p_code, p_ref)); END IF;
    EXIT WHEN v_debit IS NOT NULL AND v_credit IS NOT NULL;
    PERFORM ledger.check_legs(ledger.as_legs(p_asset, dk, ds, dp, ck, cs, cp, p_amount, p_code, p_ref));
    PERFORM ledger.open_accounts(p_tenant, ledger.as_legs(p_asset, dk, ds, dp, ck, cs, cp, p_amount, p_code, p_ref));
  END LOOP;
  IF (v_debit <> v_credit AND p_code BETWEEN 1 AND 26 AND scale(p_amount) = 0
    AND p_amount BETWEEN 1 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935) IS NOT TRUE THEN
    RAISE EXCEPTION 'the leg is malformed' USING ERRCODE = 'AM003';
  END IF;
  IF p_ref IS NOT NULL THEN
    IF EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.chain_ref = p_ref) THEN
      RETURN CASE WHEN EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.journal_id = p_journal)
        THEN ledger.outcome_of(p_tenant, p_journal, ledger.as_legs(p_asset, dk, ds, dp, ck, cs, cp, p_amount, p_code, p_ref)) ELSE 'conflict' END;
    END IF;
  END IF;

  -- Ascending order for everybody: the lower account first. House accounts have the highest ids and no lock.
  IF v_credit < v_debit AND v_credit < 4611686018427387904 THEN
    UPDATE ledger.balance b SET amount = b.amount + p_amount, seq = b.seq + 1 WHERE b.account_id = v_credit
    RETURNING b.amount, b.seq INTO v_credit_after, v_credit_seq;
  END IF;
  IF v_debit < 4611686018427387904 THEN
    UPDATE ledger.balance b SET amount = b.amount - p_amount, seq = b.seq + 1
    WHERE b.account_id = v_debit AND b.amount - p_amount >= b.floor
    RETURNING b.amount, b.seq INTO v_debit_after, v_debit_seq;
    IF NOT FOUND THEN
      -- A twin may have committed while we waited for the row: then this is a replay, not a shortage.
      known := EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.journal_id = p_journal);
      IF v_credit_seq IS NOT NULL THEN
        RAISE EXCEPTION 'an account does not hold that much' USING ERRCODE = CASE WHEN known THEN '40001' ELSE 'AM001' END;
      END IF;
      RETURN CASE WHEN known THEN ledger.outcome_of(p_tenant, p_journal, ledger.as_legs(p_asset, dk, ds, dp, ck, cs, cp, p_amount, p_code, p_ref)) ELSE 'insufficient' END;
    END IF;
  END IF;
  IF v_debit < v_credit AND v_credit < 4611686018427387904 THEN
    UPDATE ledger.balance b SET amount = b.amount + p_amount, seq = b.seq + 1 WHERE b.account_id = v_credit
    RETURNING b.amount, b.seq INTO v_credit_after, v_credit_seq;
  END IF;

  v_xid := pg_current_xact_id()::text::bigint;
  v_at := clock_timestamp();
  INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after,
    tenant_id, asset, amount, code, epoch, xid, at, chain_ref, hash)
  VALUES (p_journal, 1, v_debit, v_debit_seq, v_debit_after, v_credit, v_credit_seq, v_credit_after,
    p_tenant, p_asset, p_amount, p_code, ledger.current_epoch(), v_xid, v_at, p_ref,
    ledger.content_hash(p_journal, 1::smallint, v_debit, v_debit_seq, v_debit_after, v_credit, v_credit_seq, v_credit_after,
      p_tenant, p_asset, p_amount, p_code, ledger.current_epoch(), v_xid, v_at, p_ref, dk, ds, dp, ck, cs, cp));
  RETURN 'done';
END
$$;

CREATE OR REPLACE FUNCTION ledger.apply_together(p_tenant uuid, p_journals jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  house CONSTANT bigint := 4611686018427387904;
  ids uuid[]; sized boolean; sound boolean; missing boolean;
  owners uuid[]; numbers smallint[]; assets text[]; dks smallint[]; dss text[]; dps text[]; cks smallint[]; css text[]; cps text[];
  amounts numeric[]; codes smallint[]; refs text[]; debits bigint[]; credits bigint[];
  accounts bigint[]; changes numeric[]; lowests numeric[]; touches bigint[]; starts numeric[]; seqs bigint[]; v_xid bigint; v_at timestamptz;
  debit_seqs bigint[]; debit_afters numeric[]; credit_seqs bigint[]; credit_afters numeric[];
BEGIN
  SELECT array_agg((j->>'id')::uuid), bool_and(jsonb_array_length(j->'legs') BETWEEN 1 AND 100) INTO ids, sized FROM jsonb_array_elements(p_journals) AS j;
  IF NOT sized OR cardinality(ids) <> (SELECT count(DISTINCT id) FROM unnest(ids) AS id)
    OR EXISTS (SELECT 1 FROM ledger.transfer WHERE journal_id = ANY (ids)) THEN
    RETURN false;
  END IF;

  -- The document is taken apart once: every leg, whether it is sound, and both accounts by their names.
  FOR attempt IN 1..2 LOOP
    SELECT array_agg(l.owner ORDER BY l.o), array_agg(l.n ORDER BY l.o), array_agg(l.asset ORDER BY l.o),
      array_agg(l.dk ORDER BY l.o), array_agg(l.ds ORDER BY l.o), array_agg(l.dp ORDER BY l.o),
      array_agg(l.ck ORDER BY l.o), array_agg(l.cs ORDER BY l.o), array_agg(l.cp ORDER BY l.o),
      array_agg(l.amount ORDER BY l.o), array_agg(l.code ORDER BY l.o), array_agg(l.ref ORDER BY l.o),
      array_agg(l.debit ORDER BY l.o), array_agg(l.credit ORDER BY l.o), bool_or(l.debit IS NULL OR l.credit IS NULL),
      bool_and((l.asset <> '' AND l.ds IS NOT NULL AND l.dp IS NOT NULL AND l.cs IS NOT NULL AND l.cp IS NOT NULL
        AND l.dk BETWEEN 1 AND 15 AND l.ck BETWEEN 1 AND 15 AND l.code BETWEEN 1 AND 26 AND (l.dk, l.ds, l.dp) <> (l.ck, l.cs, l.cp)
        AND l.amount <= 115792089237316195423570985008687907853269984665640564039457584007913129639935) IS TRUE)
    INTO owners, numbers, assets, dks, dss, dps, cks, css, cps, amounts, codes, refs, debits, credits, missing, sound
    FROM (
      SELECT row_number() OVER (ORDER BY j.n, l.n) AS o, (j.journal->>'id')::uuid AS owner, l.n::smallint AS n, l.asset, l.dk, l.ds, l.dp, l.ck, l.cs, l.cp,
        CASE WHEN l.amount ~ '^[1-9][0-9]{0,77}$' THEN l.amount::numeric END AS amount, l.code, l.ref,
        (SELECT a.id FROM ledger.account a WHERE a.tenant_id = p_tenant AND a.asset = l.asset AND a.kind = l.dk AND a.scope = l.ds AND a.party = l.dp) AS debit,
        (SELECT a.id FROM ledger.account a WHERE a.tenant_id = p_tenant AND a.asset = l.asset AND a.kind = l.ck AND a.scope = l.cs AND a.party = l.cp) AS credit
      FROM jsonb_array_elements(p_journals) WITH ORDINALITY AS j (journal, n)
      CROSS JOIN ROWS FROM (jsonb_to_recordset(j.journal->'legs') AS
        (asset text, dk smallint, ds text, dp text, ck smallint, cs text, cp text, amount text, code smallint, ref text))
        WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, amount, code, ref, n)
    ) AS l;
    IF NOT sound THEN RAISE EXCEPTION 'a leg is malformed' USING ERRCODE = 'AM003'; END IF;
    EXIT WHEN NOT missing;
    PERFORM ledger.open_accounts(p_tenant, (SELECT jsonb_agg(leg) FROM jsonb_array_elements(p_journals) AS j, jsonb_array_elements(j->'legs') AS leg));
  END LOOP;

  -- What each locked account comes to, and how deep it dips on the way.
  WITH touch AS (
    SELECT o, account, -amount AS change FROM unnest(debits, amounts) WITH ORDINALITY AS t (account, amount, o)
    UNION ALL SELECT o, account, amount FROM unnest(credits, amounts) WITH ORDINALITY AS t (account, amount, o)
  ), run AS (
    SELECT account, change, sum(change) OVER (PARTITION BY account ORDER BY o) AS so_far FROM touch WHERE account < house
  ), net AS (
    SELECT account, sum(change) AS change, least(min(so_far), 0) AS lowest, count(*) AS touches FROM run GROUP BY account
  )
  SELECT array_agg(net.account ORDER BY net.account), array_agg(net.change ORDER BY net.account), array_agg(net.lowest ORDER BY net.account),
    array_agg(net.touches ORDER BY net.account)
  INTO accounts, changes, lowests, touches FROM net;

  -- By index in ascending order, whichever side of the join is read first: both are sorted.
  WITH moved AS (
    UPDATE ledger.balance b SET amount = b.amount + net.change, seq = b.seq + net.touches
    FROM unnest(accounts, changes, lowests, touches) AS net (account, change, lowest, touches)
    WHERE b.account_id = ANY (accounts) AND b.account_id = net.account AND b.amount + net.lowest >= b.floor
    RETURNING b.account_id, b.amount - net.change AS amount, b.seq - net.touches AS seq
  )
  SELECT array_agg(amount ORDER BY account_id), array_agg(seq ORDER BY account_id) INTO starts, seqs FROM moved;
  IF coalesce(cardinality(starts), 0) <> coalesce(cardinality(accounts), 0) THEN
    RAISE EXCEPTION 'an account does not hold that much' USING ERRCODE = 'AM001';
  END IF;

  -- Where each account began, and its legs in order: every leg's number and balance. House accounts get neither.
  WITH touch AS (
    SELECT o, true AS debit, account, -amount AS change FROM unnest(debits, amounts) WITH ORDINALITY AS t (account, amount, o)
    UNION ALL SELECT o, false, account, amount FROM unnest(credits, amounts) WITH ORDINALITY AS t (account, amount, o)
  ), began AS (
    SELECT account, amount, seq FROM unnest(accounts, starts, seqs) AS b (account, amount, seq)
  ), ran AS (
    SELECT t.o, t.debit, b.seq + row_number() OVER run AS seq, b.amount + sum(t.change) OVER run AS after
    FROM touch t LEFT JOIN began b USING (account) WINDOW run AS (PARTITION BY account ORDER BY t.o)
  )
  SELECT array_agg(seq ORDER BY o) FILTER (WHERE debit), array_agg(after ORDER BY o) FILTER (WHERE debit),
    array_agg(seq ORDER BY o) FILTER (WHERE NOT debit), array_agg(after ORDER BY o) FILTER (WHERE NOT debit)
  INTO debit_seqs, debit_afters, credit_seqs, credit_afters FROM ran;

  v_xid := pg_current_xact_id()::text::bigint;
  v_at := clock_timestamp();
  INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after,
    tenant_id, asset, amount, code, epoch, xid, at, chain_ref, hash)
  SELECT l.owner, l.n, l.debit, l.debit_seq, l.debit_after, l.credit, l.credit_seq, l.credit_after,
    p_tenant, l.asset, l.amount, l.code, ledger.current_epoch(), v_xid, v_at, l.ref,
    ledger.content_hash(l.owner, l.n, l.debit, l.debit_seq, l.debit_after, l.credit, l.credit_seq, l.credit_after,
      p_tenant, l.asset, l.amount, l.code, ledger.current_epoch(), v_xid, v_at, l.ref, l.dk, l.ds, l.dp, l.ck, l.cs, l.cp)
  FROM unnest(owners, numbers, debits, debit_seqs, debit_afters, credits, credit_seqs, credit_afters, assets, amounts, codes, refs, dks, dss, dps, cks, css, cps)
    WITH ORDINALITY AS l (owner, n, debit, debit_seq, debit_after, credit, credit_seq, credit_after, asset, amount, code, ref, dk, ds, dp, ck, cs, cp, o)
  ORDER BY l.o;
  RETURN true;
END
$$;

RESET ROLE;

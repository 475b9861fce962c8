-- The ledger belongs to a role nobody logs in as. What the application may do with it is listed at the end:
-- read, and call two functions.
SET ROLE amanat_ledger;

-- CreateTable
CREATE TABLE "ledger"."account" (
    "id" BIGSERIAL NOT NULL,
    "tenant_id" UUID NOT NULL,
    "asset" TEXT NOT NULL,
    "kind" SMALLINT NOT NULL,
    "scope" TEXT NOT NULL DEFAULT '',
    "party" TEXT NOT NULL DEFAULT '',
    "mode" SMALLINT NOT NULL,
    "floor" DECIMAL(78,0),
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger"."balance" (
    "account_id" BIGINT NOT NULL,
    "mode" SMALLINT NOT NULL,
    "floor" DECIMAL(78,0),
    "amount" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "seq" BIGINT NOT NULL DEFAULT 0,
    "rolled_xid" BIGINT,

    CONSTRAINT "balance_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "ledger"."transfer" (
    "journal_id" UUID NOT NULL,
    "leg" SMALLINT NOT NULL,
    "debit" BIGINT NOT NULL,
    "debit_seq" BIGINT,
    "debit_after" DECIMAL(78,0),
    "credit" BIGINT NOT NULL,
    "credit_seq" BIGINT,
    "credit_after" DECIMAL(78,0),
    "tenant_id" UUID NOT NULL,
    "asset" TEXT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "code" SMALLINT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "xid" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "chain_ref" TEXT,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "transfer_pkey" PRIMARY KEY ("journal_id","leg")
);

-- CreateTable
CREATE TABLE "ledger"."block" (
    "n" BIGINT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "lo_xid" BIGINT NOT NULL,
    "hi_xid" BIGINT NOT NULL,
    "rows" INTEGER NOT NULL,
    "root" BYTEA NOT NULL,
    "prev" BYTEA NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "block_pkey" PRIMARY KEY ("n")
);

-- CreateIndex
CREATE INDEX "account_scope_idx" ON "ledger"."account"("scope");

-- CreateIndex
CREATE UNIQUE INDEX "account_tenant_id_asset_kind_scope_party_key" ON "ledger"."account"("tenant_id", "asset", "kind", "scope", "party");

-- CreateIndex
CREATE INDEX "transfer_epoch_xid_idx" ON "ledger"."transfer" USING BRIN ("epoch", "xid");

-- CreateIndex
CREATE UNIQUE INDEX "transfer_debit_debit_seq_key" ON "ledger"."transfer"("debit", "debit_seq");

-- CreateIndex
CREATE UNIQUE INDEX "transfer_credit_credit_seq_key" ON "ledger"."transfer"("credit", "credit_seq");

-- What house accounts are summed and rolled up by; sides with a running balance are not in it.
CREATE INDEX transfer_debit_deferred_idx ON ledger.transfer (debit, xid) INCLUDE (amount) WHERE debit_seq IS NULL;
CREATE INDEX transfer_credit_deferred_idx ON ledger.transfer (credit, xid) INCLUDE (amount) WHERE credit_seq IS NULL;
-- An on-chain transfer is posted at most once, ever.
CREATE UNIQUE INDEX transfer_chain_ref_key ON ledger.transfer (chain_ref) WHERE chain_ref IS NOT NULL;

-- House accounts get the highest ids, so that the hottest row is always the last one locked.
CREATE SEQUENCE ledger.system_account_id_seq AS bigint START WITH 4611686018427387904;

-- Balances are rewritten in place; half-empty pages keep those updates off the index.
ALTER TABLE ledger.balance SET (fillfactor = 50);

ALTER TABLE ledger.account
  ADD CONSTRAINT account_kind_check CHECK (kind BETWEEN 1 AND 13),
  ADD CONSTRAINT account_mode_check CHECK (mode IN (0, 1) AND (mode = 1) = (floor IS NULL)),
  ADD CONSTRAINT account_asset_check CHECK (asset <> '');
ALTER TABLE ledger.balance
  ADD CONSTRAINT balance_floor_check CHECK (floor IS NULL OR amount >= floor);
ALTER TABLE ledger.transfer
  -- One short check: its text is read anew by every insert. The functions refuse the rest.
  ADD CONSTRAINT transfer_check CHECK (amount > 0 AND debit <> credit);

-- 1 for accounts everybody touches (custody, platform_fee, provider_fee, network_cost, operator): no floor,
-- no lock, their balance is the sum of their transfers. 0 for all others: locked, never below zero.
CREATE FUNCTION ledger.mode_of(kind int) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN kind IN (1, 10, 11, 12, 13) THEN 1 ELSE 0 END;

-- Transaction ids start over when a dump is restored; whoever restores one replaces this by the next number.
CREATE FUNCTION ledger.current_epoch() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 1;

-- The content hash of a transfer: every column, and both accounts by name rather than number alone. The head holds
-- numbers and lengths only, so that no two rows share an encoding; an empty place in it is a null.
CREATE FUNCTION ledger.content_hash(journal_id uuid, leg smallint, debit bigint, debit_seq bigint, debit_after numeric,
  credit bigint, credit_seq bigint, credit_after numeric, tenant_id uuid, asset text, amount numeric, code smallint,
  epoch int, xid bigint, at timestamptz, chain_ref text, dk int, ds text, dp text, ck int, cs text, cp text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(convert_to(format(
  'amanat.transfer.v1|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s%s%s%s%s%s',
  journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after, tenant_id, amount, code, epoch, xid,
  (extract(epoch FROM at) * 1000000)::bigint, dk, ck,
  octet_length(asset), octet_length(chain_ref), octet_length(ds), octet_length(dp), octet_length(cs), octet_length(cp),
  asset, chain_ref, ds, dp, cs, cp), 'UTF8'));

CREATE FUNCTION ledger.transfer_hash(t ledger.transfer, dk int, ds text, dp text, ck int, cs text, cp text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE
RETURN ledger.content_hash(t.journal_id, t.leg, t.debit, t.debit_seq, t.debit_after, t.credit, t.credit_seq, t.credit_after,
  t.tenant_id, t.asset, t.amount, t.code, t.epoch, t.xid, t.at, t.chain_ref, dk, ds, dp, ck, cs, cp);

-- Credits minus debits. A house account: what was rolled up, and every transfer since.
CREATE FUNCTION ledger.balance_of(account bigint) RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
  SELECT b.amount + CASE WHEN b.mode = 0 THEN 0 ELSE
    coalesce((SELECT sum(t.amount) FROM ledger.transfer t
              WHERE t.credit = b.account_id AND t.credit_seq IS NULL AND (b.rolled_xid IS NULL OR t.xid > b.rolled_xid)), 0)
    - coalesce((SELECT sum(t.amount) FROM ledger.transfer t
                WHERE t.debit = b.account_id AND t.debit_seq IS NULL AND (b.rolled_xid IS NULL OR t.xid > b.rolled_xid)), 0)
    END
  FROM ledger.balance b WHERE b.account_id = account
$$;

-- True when the journal was posted with exactly these legs.
CREATE FUNCTION ledger.same_journal(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS boolean
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
  SELECT count(*) = jsonb_array_length(p_legs) AND count(*) = (SELECT count(*) FROM ledger.transfer WHERE journal_id = p_journal)
  FROM ROWS FROM (jsonb_to_recordset(p_legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text, amount text, code int, ref text))
    WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, amount, code, ref, n)
  JOIN ledger.transfer t ON t.journal_id = p_journal AND t.leg = l.n
  JOIN ledger.account d ON d.id = t.debit
  JOIN ledger.account c ON c.id = t.credit
  WHERE t.tenant_id = p_tenant AND t.asset = l.asset AND t.amount::text = l.amount AND t.code = l.code AND t.chain_ref IS NOT DISTINCT FROM l.ref
    AND d.kind = l.dk AND d.scope = l.ds AND d.party = l.dp
    AND c.kind = l.ck AND c.scope = l.cs AND c.party = l.cp
$$;

-- Opens the accounts a journal names that are not there yet, in one order for everybody.
CREATE FUNCTION ledger.open_accounts(p_tenant uuid, p_legs jsonb) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
  WITH leg AS (
    SELECT * FROM jsonb_to_recordset(p_legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text)
  ), wanted AS (
    SELECT asset, dk AS kind, ds AS scope, dp AS party FROM leg UNION SELECT asset, ck, cs, cp FROM leg
  ), opened AS (
    INSERT INTO ledger.account (id, tenant_id, asset, kind, scope, party, mode, floor)
    SELECT CASE ledger.mode_of(w.kind) WHEN 1 THEN nextval('ledger.system_account_id_seq') ELSE nextval('ledger.account_id_seq') END,
      p_tenant, w.asset, w.kind, w.scope, w.party, ledger.mode_of(w.kind), CASE ledger.mode_of(w.kind) WHEN 1 THEN NULL ELSE 0 END
    FROM wanted w
    WHERE NOT EXISTS (
      SELECT 1 FROM ledger.account a
      WHERE a.tenant_id = p_tenant AND a.asset = w.asset AND a.kind = w.kind AND a.scope = w.scope AND a.party = w.party
    )
    ORDER BY w.asset, w.kind, w.scope, w.party
    ON CONFLICT DO NOTHING
    RETURNING id, mode, floor
  )
  INSERT INTO ledger.balance (account_id, mode, floor) SELECT id, mode, floor FROM opened
$$;

-- What the posting functions share. They answer 'done', 'replayed' (exactly this was posted before), 'insufficient' (a
-- floor) or 'conflict' (the id or a chain reference is taken by other legs). Nothing was changed unless 'done'; a refusal
-- that comes after a change is raised instead and takes it back: AM001 insufficient, 40001 a twin. AM003 is a malformed
-- journal. They must run at READ COMMITTED: after a wait they look again with a fresh snapshot.

-- 'replayed' or 'conflict' for a journal that is there.
CREATE FUNCTION ledger.outcome_of(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE sql VOLATILE
RETURN CASE WHEN ledger.same_journal(p_tenant, p_journal, p_legs) THEN 'replayed' ELSE 'conflict' END;

-- Raises AM003 unless every leg is sound, whichever journals they belong to.
CREATE FUNCTION ledger.check_legs(p_legs jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF NOT (SELECT bool_and(l.asset IS NOT NULL AND l.ds IS NOT NULL AND l.dp IS NOT NULL AND l.cs IS NOT NULL AND l.cp IS NOT NULL
      AND coalesce(l.dk BETWEEN 1 AND 13, false) AND coalesce(l.ck BETWEEN 1 AND 13, false) AND coalesce(l.code BETWEEN 1 AND 16, false)
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

-- The one-leg form of `p_legs`, for what is rarely needed of a lone leg.
CREATE FUNCTION ledger.as_legs(p_asset text, dk int, ds text, dp text, ck int, cs text, cp text, p_amount numeric, p_code int, p_ref text) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
RETURN jsonb_build_array(jsonb_build_object('asset', p_asset, 'dk', dk, 'ds', ds, 'dp', dp, 'ck', ck, 'cs', cs, 'cp', cp,
  'amount', p_amount::text, 'code', p_code, 'ref', p_ref));

-- A journal of one leg, which most are. Every expression costs here: no arrays, one look, two updates, one insert.
-- 4611686018427387904 is the first house account's id.
CREATE FUNCTION ledger.apply_leg(p_tenant uuid, p_journal uuid, p_asset text, dk smallint, ds text, dp text,
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
  IF (v_debit <> v_credit AND p_code BETWEEN 1 AND 16 AND scale(p_amount) = 0
    AND p_amount BETWEEN 1 AND 115792089237316195423570985008687907853269984665640564039457584007913129639935) IS NOT TRUE THEN
    RAISE EXCEPTION 'the leg is malformed' USING ERRCODE = 'AM003';
  END IF;
  IF p_ref IS NOT NULL THEN
    IF EXISTS (SELECT 1 FROM ledger.transfer t WHERE t.chain_ref = p_ref) THEN RETURN 'conflict'; END IF;
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

-- A journal of several legs.
CREATE FUNCTION ledger.apply_legs(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  house CONSTANT bigint := 4611686018427387904;
  n int := jsonb_array_length(p_legs);
  debits bigint[]; credits bigint[]; amounts numeric[]; missing boolean;
  debit_seqs bigint[]; debit_afters numeric[]; credit_seqs bigint[]; credit_afters numeric[];
  account bigint; net numeric; lowest numeric; touches int; after numeric; last_seq bigint; written boolean := false; known boolean;
  v_xid bigint; v_at timestamptz;
BEGIN
  IF EXISTS (SELECT 1 FROM ledger.transfer WHERE journal_id = p_journal) THEN
    RETURN ledger.outcome_of(p_tenant, p_journal, p_legs);
  END IF;
  IF n NOT BETWEEN 1 AND 100 THEN
    RAISE EXCEPTION 'a journal has 1 to 100 legs' USING ERRCODE = 'AM003';
  END IF;
  PERFORM ledger.check_legs(p_legs);

  FOR attempt IN 1..2 LOOP
    SELECT array_agg(d.id ORDER BY l.n), array_agg(c.id ORDER BY l.n), array_agg(l.amount::numeric ORDER BY l.n), bool_or(d.id IS NULL OR c.id IS NULL)
    INTO debits, credits, amounts, missing
    FROM ROWS FROM (jsonb_to_recordset(p_legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text, amount text))
      WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, amount, n)
    LEFT JOIN ledger.account d ON d.tenant_id = p_tenant AND d.asset = l.asset AND d.kind = l.dk AND d.scope = l.ds AND d.party = l.dp
    LEFT JOIN ledger.account c ON c.tenant_id = p_tenant AND c.asset = l.asset AND c.kind = l.ck AND c.scope = l.cs AND c.party = l.cp;
    EXIT WHEN NOT missing;
    PERFORM ledger.open_accounts(p_tenant, p_legs);
  END LOOP;
  IF EXISTS (
    SELECT 1 FROM jsonb_to_recordset(p_legs) AS l (ref text) JOIN ledger.transfer t ON t.chain_ref = l.ref WHERE l.ref IS NOT NULL
  ) THEN
    RETURN 'conflict';
  END IF;

  debit_seqs := array_fill(NULL::bigint, ARRAY[n]); debit_afters := array_fill(NULL::numeric, ARRAY[n]);
  credit_seqs := debit_seqs; credit_afters := debit_afters;

  -- Each locked account once, in ascending order, by what all its legs come to; `lowest` is how deep it
  -- dips on the way, so that no balance is below its floor after any leg.
  FOR account IN SELECT DISTINCT id FROM unnest(debits || credits) AS ids (id) WHERE id < house ORDER BY id LOOP
    net := 0; lowest := 0; touches := 0;
    FOR i IN 1..n LOOP
      IF debits[i] = account THEN
        net := net - amounts[i]; touches := touches + 1;
        IF net < lowest THEN lowest := net; END IF;
      ELSIF credits[i] = account THEN
        net := net + amounts[i]; touches := touches + 1;
      END IF;
    END LOOP;

    UPDATE ledger.balance b SET amount = b.amount + net, seq = b.seq + touches
    WHERE b.account_id = account AND b.amount + lowest >= b.floor
    RETURNING b.amount, b.seq INTO after, last_seq;
    IF NOT FOUND THEN
      -- A twin may have committed while we waited for the row: then this is a replay, not a shortage.
      known := EXISTS (SELECT 1 FROM ledger.transfer WHERE journal_id = p_journal);
      IF written THEN
        RAISE EXCEPTION 'an account does not hold that much' USING ERRCODE = CASE WHEN known THEN '40001' ELSE 'AM001' END;
      END IF;
      RETURN CASE WHEN known THEN ledger.outcome_of(p_tenant, p_journal, p_legs) ELSE 'insufficient' END;
    END IF;
    written := true;

    after := after - net; last_seq := last_seq - touches;
    FOR i IN 1..n LOOP
      IF debits[i] = account THEN
        after := after - amounts[i]; last_seq := last_seq + 1;
        debit_afters[i] := after; debit_seqs[i] := last_seq;
      ELSIF credits[i] = account THEN
        after := after + amounts[i]; last_seq := last_seq + 1;
        credit_afters[i] := after; credit_seqs[i] := last_seq;
      END IF;
    END LOOP;
  END LOOP;

  v_xid := pg_current_xact_id()::text::bigint;
  v_at := clock_timestamp();
  INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after,
    tenant_id, asset, amount, code, epoch, xid, at, chain_ref, hash)
  SELECT p_journal, l.n, debits[l.n], debit_seqs[l.n], debit_afters[l.n], credits[l.n], credit_seqs[l.n], credit_afters[l.n],
    p_tenant, l.asset, amounts[l.n], l.code, ledger.current_epoch(), v_xid, v_at, l.ref,
    ledger.content_hash(p_journal, l.n::smallint, debits[l.n], debit_seqs[l.n], debit_afters[l.n], credits[l.n], credit_seqs[l.n], credit_afters[l.n],
      p_tenant, l.asset, amounts[l.n], l.code, ledger.current_epoch(), v_xid, v_at, l.ref, l.dk, l.ds, l.dp, l.ck, l.cs, l.cp)
  FROM ROWS FROM (jsonb_to_recordset(p_legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text, code smallint, ref text))
    WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, code, ref, n)
  ORDER BY l.n;
  RETURN 'done';
END
$$;

CREATE FUNCTION ledger.apply(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  l jsonb := p_legs->0;
BEGIN
  IF jsonb_array_length(p_legs) <> 1 THEN RETURN ledger.apply_legs(p_tenant, p_journal, p_legs); END IF;
  IF l->>'amount' !~ '^[1-9][0-9]{0,77}$' THEN RAISE EXCEPTION 'the amount is malformed' USING ERRCODE = 'AM003'; END IF;
  RETURN ledger.apply_leg(p_tenant, p_journal, l->>'asset', (l->>'dk')::smallint, l->>'ds', l->>'dp', (l->>'ck')::smallint, l->>'cs', l->>'cp',
    (l->>'amount')::numeric, (l->>'code')::smallint, l->>'ref');
END
$$;

-- The functions the application calls. Their settings hold for all they call: a pinned search path, and plans that stay
-- right: a database starts empty, and a plan made then would scan for ever after.

-- For verbs that write other things too: every refusal is raised and takes the whole transaction back.
-- AM001 insufficient, AM002 conflict, AM003 malformed.
CREATE FUNCTION ledger.post(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  outcome text := ledger.apply(p_tenant, p_journal, p_legs);
BEGIN
  IF outcome = 'insufficient' THEN RAISE EXCEPTION 'an account does not hold that much' USING ERRCODE = 'AM001'; END IF;
  IF outcome = 'conflict' THEN RAISE EXCEPTION 'journal % or a chain reference was posted with other legs', p_journal USING ERRCODE = 'AM002'; END IF;
  RETURN outcome;
END
$$;

-- For lone posts, one statement in a transaction of its own: refusals are answers. AM001 means 'insufficient' as well,
-- noticed after a change that it took back; 40001 and 23505 mean that a twin was first: ask again.
CREATE FUNCTION ledger.try_post(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN ledger.apply(p_tenant, p_journal, p_legs);
END
$$;

-- try_post for a journal of one leg, without a document to take apart.
CREATE FUNCTION ledger.try_post_leg(p_tenant uuid, p_journal uuid, p_asset text, p_debit_kind smallint, p_debit_scope text, p_debit_party text,
  p_credit_kind smallint, p_credit_scope text, p_credit_party text, p_amount numeric, p_code smallint, p_ref text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET plan_cache_mode = force_generic_plan
AS $$
BEGIN
  RETURN ledger.apply_leg(p_tenant, p_journal, p_asset, p_debit_kind, p_debit_scope, p_debit_party, p_credit_kind, p_credit_scope, p_credit_party,
    p_amount, p_code, p_ref);
END
$$;

-- A batch at once: every journal new, every account open, every floor kept on the way in the order given. False when
-- any of that does not hold; then nothing was changed.
CREATE FUNCTION ledger.apply_together(p_tenant uuid, p_journals jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE
AS $$
DECLARE
  house CONSTANT bigint := 4611686018427387904;
  ids uuid[]; sized boolean; legs jsonb; owners uuid[]; numbers smallint[]; debits bigint[]; credits bigint[]; amounts numeric[]; missing boolean;
  starts numeric[]; seqs bigint[]; wanted int; v_xid bigint; v_at timestamptz;
  debit_seqs bigint[]; debit_afters numeric[]; credit_seqs bigint[]; credit_afters numeric[];
BEGIN
  SELECT array_agg((j->>'id')::uuid), bool_and(jsonb_array_length(j->'legs') BETWEEN 1 AND 100) INTO ids, sized FROM jsonb_array_elements(p_journals) AS j;
  IF NOT sized OR cardinality(ids) <> (SELECT count(DISTINCT id) FROM unnest(ids) AS id)
    OR EXISTS (SELECT 1 FROM ledger.transfer WHERE journal_id = ANY (ids)) THEN
    RETURN false;
  END IF;
  SELECT jsonb_agg(l.leg || jsonb_build_object('id', j.journal->>'id', 'n', l.n) ORDER BY j.n, l.n) INTO legs
  FROM jsonb_array_elements(p_journals) WITH ORDINALITY AS j (journal, n), jsonb_array_elements(j.journal->'legs') WITH ORDINALITY AS l (leg, n);
  PERFORM ledger.check_legs(legs);
  FOR attempt IN 1..2 LOOP
    SELECT array_agg(l.id ORDER BY l.o), array_agg(l.n ORDER BY l.o), array_agg(d.id ORDER BY l.o), array_agg(c.id ORDER BY l.o),
      array_agg(l.amount ORDER BY l.o), bool_or(d.id IS NULL OR c.id IS NULL)
    INTO owners, numbers, debits, credits, amounts, missing
    FROM ROWS FROM (jsonb_to_recordset(legs) AS (id uuid, n smallint, asset text, dk int, ds text, dp text, ck int, cs text, cp text, amount numeric))
      WITH ORDINALITY AS l (id, n, asset, dk, ds, dp, ck, cs, cp, amount, o)
    LEFT JOIN ledger.account d ON d.tenant_id = p_tenant AND d.asset = l.asset AND d.kind = l.dk AND d.scope = l.ds AND d.party = l.dp
    LEFT JOIN ledger.account c ON c.tenant_id = p_tenant AND c.asset = l.asset AND c.kind = l.ck AND c.scope = l.cs AND c.party = l.cp;
    EXIT WHEN NOT missing;
    PERFORM ledger.open_accounts(p_tenant, legs);
  END LOOP;

  -- Sorted before it is joined, so that rows are locked in ascending order.
  WITH touch AS (
    SELECT o, debits[o] AS account, -amounts[o] AS change FROM generate_subscripts(debits, 1) AS o
    UNION ALL SELECT o, credits[o], amounts[o] FROM generate_subscripts(credits, 1) AS o
  ), run AS (
    SELECT account, change, sum(change) OVER (PARTITION BY account ORDER BY o) AS so_far FROM touch WHERE account < house
  ), net AS MATERIALIZED (
    SELECT account, sum(change) AS change, least(min(so_far), 0) AS lowest, count(*) AS touches FROM run GROUP BY account ORDER BY account
  ), moved AS (
    UPDATE ledger.balance b SET amount = b.amount + net.change, seq = b.seq + net.touches
    FROM net WHERE b.account_id = net.account AND b.amount + net.lowest >= b.floor
    RETURNING b.account_id, b.amount - net.change AS amount, b.seq - net.touches AS seq
  )
  SELECT (SELECT count(*) FROM net), array_agg(amount ORDER BY account_id), array_agg(seq ORDER BY account_id) INTO wanted, starts, seqs FROM moved;
  IF coalesce(cardinality(starts), 0) <> wanted THEN
    RAISE EXCEPTION 'an account does not hold that much' USING ERRCODE = 'AM001';
  END IF;

  -- Where each account began, and its legs in order: every leg's number and balance. House accounts rank last and get neither.
  WITH touch AS (
    SELECT o, true AS debit, debits[o] AS account, -amounts[o] AS change FROM generate_subscripts(debits, 1) AS o
    UNION ALL SELECT o, false, credits[o], amounts[o] FROM generate_subscripts(credits, 1) AS o
  ), ranked AS (
    SELECT *, (dense_rank() OVER (ORDER BY account))::int AS k FROM touch
  ), ran AS (
    SELECT o, debit, seqs[k] + row_number() OVER run AS seq, starts[k] + sum(change) OVER run AS after
    FROM ranked WINDOW run AS (PARTITION BY account ORDER BY o)
  )
  SELECT array_agg(seq ORDER BY o) FILTER (WHERE debit), array_agg(after ORDER BY o) FILTER (WHERE debit),
    array_agg(seq ORDER BY o) FILTER (WHERE NOT debit), array_agg(after ORDER BY o) FILTER (WHERE NOT debit)
  INTO debit_seqs, debit_afters, credit_seqs, credit_afters FROM ran;

  v_xid := pg_current_xact_id()::text::bigint;
  v_at := clock_timestamp();
  INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after,
    tenant_id, asset, amount, code, epoch, xid, at, chain_ref, hash)
  SELECT owners[l.o], numbers[l.o], debits[l.o], debit_seqs[l.o], debit_afters[l.o], credits[l.o], credit_seqs[l.o], credit_afters[l.o],
    p_tenant, l.asset, amounts[l.o], l.code, ledger.current_epoch(), v_xid, v_at, l.ref,
    ledger.content_hash(owners[l.o], numbers[l.o], debits[l.o], debit_seqs[l.o], debit_afters[l.o], credits[l.o], credit_seqs[l.o], credit_afters[l.o],
      p_tenant, l.asset, amounts[l.o], l.code, ledger.current_epoch(), v_xid, v_at, l.ref, l.dk, l.ds, l.dp, l.ck, l.cs, l.cp)
  FROM ROWS FROM (jsonb_to_recordset(legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text, code smallint, ref text))
    WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, code, ref, o)
  ORDER BY l.o;
  RETURN true;
END
$$;

-- Posts many journals, each on its own: one answer per journal, in order; what try_post would answer, or 'malformed'.
-- Together when all go through, else one by one, so that a refused journal never spoils its neighbours.
CREATE FUNCTION ledger.post_batch(p_tenant uuid, p_journals jsonb) RETURNS text[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET plan_cache_mode = force_generic_plan
AS $$
DECLARE
  n int := jsonb_array_length(p_journals); outcomes text[] := '{}'; outcome text; journal jsonb;
BEGIN
  IF n NOT BETWEEN 1 AND 1000 THEN
    RAISE EXCEPTION 'a batch has 1 to 1000 journals' USING ERRCODE = 'AM003';
  END IF;
  BEGIN
    IF ledger.apply_together(p_tenant, p_journals) THEN RETURN array_fill('done'::text, ARRAY[n]); END IF;
  EXCEPTION WHEN SQLSTATE 'AM001' OR SQLSTATE 'AM003' OR unique_violation OR invalid_parameter_value THEN
    NULL;
  END;

  -- Every balance row they will touch, in ascending order, so that the batch as a whole cannot deadlock with another.
  PERFORM 1 FROM ledger.balance b WHERE b.account_id IN (
    SELECT a.id FROM jsonb_array_elements(p_journals) AS j
    CROSS JOIN jsonb_to_recordset(j->'legs') AS l (asset text, dk int, ds text, dp text, ck int, cs text, cp text)
    JOIN ledger.account a ON a.tenant_id = p_tenant AND a.asset = l.asset AND (a.kind, a.scope, a.party) IN ((l.dk, l.ds, l.dp), (l.ck, l.cs, l.cp))
    WHERE a.mode = 0
  ) ORDER BY b.account_id FOR NO KEY UPDATE;
  FOR journal IN SELECT j FROM jsonb_array_elements(p_journals) AS j LOOP
    outcome := NULL;
    FOR attempt IN 1..3 LOOP
      BEGIN
        outcome := ledger.apply(p_tenant, (journal->>'id')::uuid, journal->'legs');
      EXCEPTION
        WHEN SQLSTATE 'AM001' THEN outcome := 'insufficient';
        WHEN SQLSTATE 'AM003' OR invalid_parameter_value THEN outcome := 'malformed';
        -- A twin was first; the next look finds what it posted.
        WHEN unique_violation OR serialization_failure THEN NULL;
      END;
      EXIT WHEN outcome IS NOT NULL;
    END LOOP;
    IF outcome IS NULL THEN RAISE EXCEPTION 'too many twins' USING ERRCODE = '40001'; END IF;
    outcomes := outcomes || outcome;
  END LOOP;
  RETURN outcomes;
END
$$;

-- Folds the finished transfers of a house account into its balance row, so that reading its balance stays cheap however
-- many there are. Everything below the snapshot's horizon is finished; two at once wait for each other's row lock.
CREATE FUNCTION ledger.roll_up(p_account bigint) RETURNS numeric
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  since bigint; horizon bigint; change numeric; result numeric;
BEGIN
  SELECT coalesce(b.rolled_xid, 0) INTO since FROM ledger.balance b WHERE b.account_id = p_account AND b.mode = 1 FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'account % is not a house account', p_account USING ERRCODE = 'AM003';
  END IF;
  horizon := pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1;
  SELECT coalesce(sum(t.amount), 0) INTO change FROM ledger.transfer t
  WHERE t.credit = p_account AND t.credit_seq IS NULL AND t.xid > since AND t.xid <= horizon;
  SELECT change - coalesce(sum(t.amount), 0) INTO change FROM ledger.transfer t
  WHERE t.debit = p_account AND t.debit_seq IS NULL AND t.xid > since AND t.xid <= horizon;
  UPDATE ledger.balance b SET amount = b.amount + change, rolled_xid = greatest(horizon, since) WHERE b.account_id = p_account
  RETURNING b.amount INTO result;
  RETURN result;
END
$$;

-- History is added to, never changed; corrections are reversing transfers. ALWAYS: replication roles included.
CREATE FUNCTION ledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION 'ledger.% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.account FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.transfer FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.block FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON ledger.balance FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.account ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.transfer ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.block ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.balance ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA ledger TO amanat_app;
GRANT EXECUTE ON FUNCTION ledger.post(uuid, uuid, jsonb), ledger.try_post(uuid, uuid, jsonb), ledger.try_post_leg, ledger.post_batch(uuid, jsonb),
  ledger.roll_up(bigint), ledger.balance_of(bigint), ledger.transfer_hash(ledger.transfer, int, text, text, int, text, text) TO amanat_app;
GRANT EXECUTE ON FUNCTION ledger.content_hash TO amanat_app;

RESET ROLE;

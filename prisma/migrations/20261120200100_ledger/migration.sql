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
CREATE UNIQUE INDEX "transfer_chain_ref_key" ON "ledger"."transfer"("chain_ref");

-- CreateIndex
CREATE INDEX "transfer_epoch_xid_idx" ON "ledger"."transfer" USING BRIN ("epoch", "xid");

-- CreateIndex
CREATE UNIQUE INDEX "transfer_debit_debit_seq_key" ON "ledger"."transfer"("debit", "debit_seq");

-- CreateIndex
CREATE UNIQUE INDEX "transfer_credit_credit_seq_key" ON "ledger"."transfer"("credit", "credit_seq");

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
  ADD CONSTRAINT transfer_amount_check CHECK (amount > 0 AND amount < 115792089237316195423570985008687907853269984665640564039457584007913129639936),
  ADD CONSTRAINT transfer_sides_check CHECK (debit <> credit),
  ADD CONSTRAINT transfer_code_check CHECK (code BETWEEN 1 AND 16);

-- 1 for accounts everybody touches (custody, platform_fee, provider_fee, network_cost, operator): no floor,
-- no lock, their balance is the sum of their transfers. 0 for all others: locked, never below zero.
CREATE FUNCTION ledger.mode_of(kind int) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN CASE WHEN kind IN (1, 10, 11, 12, 13) THEN 1 ELSE 0 END;

-- Transaction ids start over when a dump is restored; whoever restores one replaces this by the next number.
CREATE FUNCTION ledger.current_epoch() RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN 1;

-- One field of the hashed bytes: length and content, so that no two rows share an encoding.
CREATE FUNCTION ledger.field(value text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value IS NULL THEN '\xffffffff'::bytea ELSE int4send(octet_length(value)) || convert_to(value, 'UTF8') END;

-- The content hash of a transfer: every column, and both accounts by name rather than number alone.
CREATE FUNCTION ledger.transfer_hash(t ledger.transfer, dk int, ds text, dp text, ck int, cs text, cp text) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
RETURN sha256(
  ledger.field('amanat.transfer.v1') || ledger.field(t.journal_id::text) || ledger.field(t.leg::text)
  || ledger.field(t.debit::text) || ledger.field(t.debit_seq::text) || ledger.field(t.debit_after::text)
  || ledger.field(t.credit::text) || ledger.field(t.credit_seq::text) || ledger.field(t.credit_after::text)
  || ledger.field(t.tenant_id::text) || ledger.field(t.asset) || ledger.field(t.amount::text) || ledger.field(t.code::text)
  || ledger.field(t.epoch::text) || ledger.field(t.xid::text) || ledger.field((extract(epoch FROM t.at) * 1000000)::bigint::text)
  || ledger.field(t.chain_ref)
  || ledger.field(dk::text) || ledger.field(ds) || ledger.field(dp) || ledger.field(ck::text) || ledger.field(cs) || ledger.field(cp)
);

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

-- Posts a journal: 'done', or 'replayed' when exactly this was posted before. Refusals are raised:
-- AM001 a floor, AM002 the id or a chain reference is taken by other legs, AM003 malformed.
-- Must run at READ COMMITTED: after a wait it looks again with a fresh snapshot.
--
-- seqscan is off because a database starts empty: a plan cached then would scan for ever after.
CREATE FUNCTION ledger.apply(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
AS $$
DECLARE
  n int; debits bigint[]; credits bigint[]; amounts numeric[]; locked bigint[]; missing boolean; sound boolean;
  debit_seqs bigint[]; debit_afters numeric[]; credit_seqs bigint[]; credit_afters numeric[];
  account bigint; net numeric; lowest numeric; touches int; after numeric; last_seq bigint; written boolean := false;
BEGIN
  n := jsonb_array_length(p_legs);
  IF n NOT BETWEEN 1 AND 100 THEN
    RAISE EXCEPTION 'a journal has 1 to 100 legs' USING ERRCODE = 'AM003';
  END IF;

  IF EXISTS (SELECT 1 FROM ledger.transfer WHERE journal_id = p_journal) THEN
    IF ledger.same_journal(p_tenant, p_journal, p_legs) THEN RETURN 'replayed'; END IF;
    RAISE EXCEPTION 'journal % was posted with other legs', p_journal USING ERRCODE = 'AM002';
  END IF;

  FOR attempt IN 1..2 LOOP
    SELECT array_agg(d.id ORDER BY l.n), array_agg(c.id ORDER BY l.n), array_agg(l.amount::numeric ORDER BY l.n),
      array_agg(d.id) FILTER (WHERE d.mode = 0) || array_agg(c.id) FILTER (WHERE c.mode = 0),
      bool_or(d.id IS NULL OR c.id IS NULL),
      bool_and(l.asset IS NOT NULL AND l.ds IS NOT NULL AND l.dp IS NOT NULL AND l.cs IS NOT NULL AND l.cp IS NOT NULL
        AND coalesce(l.dk BETWEEN 1 AND 13, false) AND coalesce(l.ck BETWEEN 1 AND 13, false) AND coalesce(l.code BETWEEN 1 AND 16, false)
        AND coalesce(l.amount ~ '^[1-9][0-9]{0,77}$', false) AND (l.dk, l.ds, l.dp) IS DISTINCT FROM (l.ck, l.cs, l.cp))
    INTO debits, credits, amounts, locked, missing, sound
    FROM ROWS FROM (jsonb_to_recordset(p_legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text, amount text, code int))
      WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, amount, code, n)
    LEFT JOIN ledger.account d ON d.tenant_id = p_tenant AND d.asset = l.asset AND d.kind = l.dk AND d.scope = l.ds AND d.party = l.dp
    LEFT JOIN ledger.account c ON c.tenant_id = p_tenant AND c.asset = l.asset AND c.kind = l.ck AND c.scope = l.cs AND c.party = l.cp;
    IF NOT sound THEN
      RAISE EXCEPTION 'a leg is malformed' USING ERRCODE = 'AM003';
    END IF;
    EXIT WHEN NOT missing;
    PERFORM ledger.open_accounts(p_tenant, p_legs);
  END LOOP;

  IF EXISTS (
    SELECT 1 FROM jsonb_to_recordset(p_legs) AS l (ref text) JOIN ledger.transfer t ON t.chain_ref = l.ref WHERE l.ref IS NOT NULL
  ) THEN
    RAISE EXCEPTION 'a chain reference was posted by another journal' USING ERRCODE = 'AM002';
  END IF;

  debit_seqs := array_fill(NULL::bigint, ARRAY[n]); debit_afters := array_fill(NULL::numeric, ARRAY[n]);
  credit_seqs := debit_seqs; credit_afters := debit_afters;

  -- Each locked account once, in ascending order, by what all its legs come to; `lowest` is how deep it
  -- dips on the way, so that no balance is below its floor after any leg.
  FOR account IN SELECT DISTINCT id FROM unnest(locked) AS ids (id) WHERE id IS NOT NULL ORDER BY id LOOP
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
      IF EXISTS (SELECT 1 FROM ledger.transfer WHERE journal_id = p_journal) THEN
        IF written THEN
          RAISE EXCEPTION 'a twin posted this journal meanwhile' USING ERRCODE = '40001';
        END IF;
        IF ledger.same_journal(p_tenant, p_journal, p_legs) THEN RETURN 'replayed'; END IF;
        RAISE EXCEPTION 'journal % was posted with other legs', p_journal USING ERRCODE = 'AM002';
      END IF;
      RAISE EXCEPTION 'an account does not hold that much' USING ERRCODE = 'AM001';
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

  INSERT INTO ledger.transfer (journal_id, leg, debit, debit_seq, debit_after, credit, credit_seq, credit_after,
    tenant_id, asset, amount, code, epoch, xid, at, chain_ref, hash)
  SELECT t.journal_id, t.leg, t.debit, t.debit_seq, t.debit_after, t.credit, t.credit_seq, t.credit_after,
    t.tenant_id, t.asset, t.amount, t.code, t.epoch, t.xid, t.at, t.chain_ref,
    ledger.transfer_hash(t, l.dk, l.ds, l.dp, l.ck, l.cs, l.cp)
  FROM (SELECT clock_timestamp() AS at, pg_current_xact_id()::text::bigint AS xid) AS stamp,
    ROWS FROM (jsonb_to_recordset(p_legs) AS (asset text, dk int, ds text, dp text, ck int, cs text, cp text, code int, ref text))
      WITH ORDINALITY AS l (asset, dk, ds, dp, ck, cs, cp, code, ref, n),
    LATERAL (SELECT (p_journal, l.n::smallint, debits[l.n], debit_seqs[l.n], debit_afters[l.n], credits[l.n], credit_seqs[l.n], credit_afters[l.n],
      p_tenant, l.asset, amounts[l.n], l.code::smallint, ledger.current_epoch(), stamp.xid, stamp.at, l.ref, NULL)::ledger.transfer AS r) AS made,
    LATERAL (SELECT (made.r).*) AS t
  ORDER BY l.n;
  RETURN 'done';
END
$$;

-- For verbs that write other things too: every refusal is raised and takes the whole transaction back.
CREATE FUNCTION ledger.post(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT ledger.apply(p_tenant, p_journal, p_legs) $$;

-- For lone posts: refusals are answered as 'insufficient' and 'conflict'. Nothing was changed then.
CREATE FUNCTION ledger.try_post(p_tenant uuid, p_journal uuid, p_legs jsonb) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  FOR attempt IN 1..5 LOOP
    BEGIN
      RETURN ledger.apply(p_tenant, p_journal, p_legs);
    EXCEPTION
      WHEN SQLSTATE 'AM001' THEN RETURN 'insufficient';
      WHEN SQLSTATE 'AM002' THEN RETURN 'conflict';
      -- A twin was first; the next look finds what it posted.
      WHEN unique_violation OR serialization_failure THEN NULL;
    END;
  END LOOP;
  RAISE EXCEPTION 'too many twins' USING ERRCODE = '40001';
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
GRANT EXECUTE ON FUNCTION ledger.post(uuid, uuid, jsonb), ledger.try_post(uuid, uuid, jsonb), ledger.balance_of(bigint),
  ledger.field(text), ledger.transfer_hash(ledger.transfer, int, text, text, int, text, text) TO amanat_app;

RESET ROLE;

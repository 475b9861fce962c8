-- The books are closed once an hour: what every kind came to, and every house account that held something, in one snapshot. A reading takes
-- the newest closing and the transfers that its snapshot did not see, instead of everything there ever was. Posting knows nothing of it.
SET ROLE amanat_ledger;

-- CreateTable
CREATE TABLE "ledger"."closing" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "epoch" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "snapshot" TEXT NOT NULL,

    CONSTRAINT "closing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger"."closing_sum" (
    "closing_id" UUID NOT NULL,
    "asset" TEXT NOT NULL,
    "kind" SMALLINT NOT NULL,
    "sum" DECIMAL(96,0) NOT NULL,

    CONSTRAINT "closing_sum_pkey" PRIMARY KEY ("closing_id","asset","kind")
);

-- CreateTable
CREATE TABLE "ledger"."closing_balance" (
    "closing_id" UUID NOT NULL,
    "account_id" BIGINT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,

    CONSTRAINT "closing_balance_pkey" PRIMARY KEY ("closing_id","account_id")
);

-- CreateIndex
CREATE INDEX "closing_tenant_id_at_idx" ON "ledger"."closing"("tenant_id", "at");

-- Closes a tenant's books, unless that was done less than p_age ago. Answers whether it did. One statement reads everything, before anything is
-- written, so that nobody waits behind a long writer. The time is read after the snapshot was taken: all that it sees happened before. Of two
-- at once both close, which harms nothing. Of a past day the last closing stays.
CREATE FUNCTION ledger.close_books(p_tenant uuid, p_age interval) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  v_id uuid := uuidv7(); v_at timestamptz; v_snapshot text;
  assets text[]; kinds smallint[]; sums numeric[]; ids bigint[]; amounts numeric[];
BEGIN
  IF EXISTS (SELECT FROM ledger.closing c
    WHERE c.tenant_id = p_tenant AND c.epoch = ledger.current_epoch() AND c.at > clock_timestamp() - p_age)
  THEN RETURN false; END IF;
  WITH house AS MATERIALIZED (
    SELECT a.id, a.asset, a.kind, ledger.balance_of(a.id) AS amount FROM ledger.account a WHERE a.tenant_id = p_tenant AND a.mode = 1
  ), kept AS (
    SELECT h.asset, h.kind, sum(h.amount) AS sum FROM house h GROUP BY h.asset, h.kind
    UNION ALL
    SELECT a.asset, a.kind, sum(b.amount) FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id
    WHERE a.tenant_id = p_tenant AND a.mode = 0 GROUP BY a.asset, a.kind
  ), every AS (
    SELECT array_agg(k.asset) AS assets, array_agg(k.kind) AS kinds, array_agg(k.sum) AS sums FROM kept k
  ), holding AS (
    SELECT array_agg(h.id) AS ids, array_agg(h.amount) AS amounts FROM house h WHERE h.amount <> 0
  )
  SELECT pg_current_snapshot()::text, e.assets, e.kinds, e.sums, o.ids, o.amounts, clock_timestamp()
  INTO v_snapshot, assets, kinds, sums, ids, amounts, v_at FROM every e CROSS JOIN holding o;
  INSERT INTO ledger.closing (id, tenant_id, epoch, at, snapshot) VALUES (v_id, p_tenant, ledger.current_epoch(), v_at, v_snapshot);
  INSERT INTO ledger.closing_sum (closing_id, asset, kind, sum) SELECT v_id, s.* FROM unnest(assets, kinds, sums) AS s;
  INSERT INTO ledger.closing_balance (closing_id, account_id, amount) SELECT v_id, b.* FROM unnest(ids, amounts) AS b;
  WITH earlier AS (
    DELETE FROM ledger.closing c WHERE c.tenant_id = p_tenant AND c.id <> v_id AND c.at >= date_trunc('day', v_at, 'UTC') AND c.at <= v_at
    RETURNING c.id
  ), emptied AS (
    DELETE FROM ledger.closing_sum s USING earlier e WHERE s.closing_id = e.id
  )
  DELETE FROM ledger.closing_balance b USING earlier e WHERE b.closing_id = e.id;
  RETURN true;
END
$$;

-- As before, but what was rolled up is passed over by the index: with OR every transfer of the account was looked at.
CREATE OR REPLACE FUNCTION ledger.balance_of(account bigint) RETURNS numeric
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
  SELECT b.amount + CASE WHEN b.mode = 0 THEN 0 ELSE
    coalesce((SELECT sum(t.amount) FROM ledger.transfer t
              WHERE t.credit = b.account_id AND t.credit_seq IS NULL AND t.xid > coalesce(b.rolled_xid, 0)), 0)
    - coalesce((SELECT sum(t.amount) FROM ledger.transfer t
                WHERE t.debit = b.account_id AND t.debit_seq IS NULL AND t.xid > coalesce(b.rolled_xid, 0)), 0)
    END
  FROM ledger.balance b WHERE b.account_id = account
$$;

REVOKE ALL ON FUNCTION ledger.close_books FROM PUBLIC;
GRANT SELECT ON ledger.closing, ledger.closing_sum, ledger.closing_balance TO amanat_app;
GRANT EXECUTE ON FUNCTION ledger.close_books TO amanat_app;

RESET ROLE;

-- Stock of liabilities is taken in pieces. It was one writing transaction of a tenth of a millisecond for each account, and all readers of
-- events stand behind the oldest writer. Now every piece is a short transaction of its own; those that read balances import one snapshot,
-- which a reader without a transaction number holds.
SET ROLE amanat_ledger;

-- What one taking has to come to, per asset, before any leaf is made.
CREATE TABLE "ledger"."liability_taking" (
    "head_id" UUID NOT NULL,
    "taking" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "asset" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "count" BIGINT NOT NULL,
    "total" DECIMAL(96,0) NOT NULL,

    CONSTRAINT "liability_taking_pkey" PRIMARY KEY ("head_id")
);

-- Leaves that have no place yet.
CREATE TABLE "ledger"."liability_draft" (
    "head_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "account_id" BIGINT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "salt" BYTEA NOT NULL,

    CONSTRAINT "liability_draft_pkey" PRIMARY KEY ("head_id","hash")
);

DROP FUNCTION ledger.take_liabilities(uuid, interval);

-- A piece that imported the snapshot does not see what other pieces have written: the head of an asset is known by its name.
CREATE FUNCTION ledger.liability_head_id(p_taking uuid, p_asset text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN md5(p_taking::text || '|' || p_asset)::uuid;

-- Under the snapshot: how many leaves each tree will have and what they come to. Answers how many trees. All is read before anything is
-- written.
CREATE FUNCTION ledger.begin_liabilities(p_taking uuid, p_tenant uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE assets text[]; counts bigint[]; totals numeric[]; v_at timestamptz := date_trunc('milliseconds', clock_timestamp());
BEGIN
  SELECT array_agg(o.asset), array_agg(o.count), array_agg(o.total) INTO assets, counts, totals FROM (
    SELECT a.asset, count(*) AS count, sum(b.amount) AS total
    FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id WHERE a.tenant_id = p_tenant AND a.mode = 0 AND b.amount > 0
    GROUP BY a.asset) o;
  INSERT INTO ledger.liability_taking (head_id, taking, tenant_id, asset, at, count, total)
  SELECT ledger.liability_head_id(p_taking, o.asset), p_taking, p_tenant, o.asset, v_at, o.count, o.total
  FROM unnest(assets, counts, totals) AS o (asset, count, total);
  RETURN coalesce(cardinality(assets), 0);
END
$$;

-- Under the snapshot: the leaves of the next accounts. Answers the last account that was looked at, or null behind the last one.
CREATE FUNCTION ledger.draft_liabilities(p_taking uuid, p_tenant uuid, p_after bigint, p_rows int) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
BEGIN ATOMIC
  WITH chosen AS MATERIALIZED (
    SELECT a.id, a.asset, a.kind, a.scope, a.party FROM ledger.account a
    WHERE a.tenant_id = p_tenant AND a.mode = 0 AND a.id > p_after ORDER BY a.id LIMIT p_rows
  ), salted AS MATERIALIZED (
    SELECT s.*, b.amount, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt
    FROM chosen s JOIN ledger.balance b ON b.account_id = s.id WHERE b.amount > 0
  ), drafted AS (
    INSERT INTO ledger.liability_draft (head_id, hash, account_id, amount, salt)
    SELECT ledger.liability_head_id(p_taking, l.asset), ledger.liability_leaf_hash(l.salt, p_tenant, l.kind, l.scope, l.party, l.asset, l.amount),
      l.id, l.amount, l.salt
    FROM salted l
  )
  SELECT max(s.id) FROM chosen s;
END;

-- Gives the next leaves of a tree their places, in the order of their salted hashes, which tells nothing of whose they are. Answers the last
-- one, or null behind the last one.
CREATE FUNCTION ledger.place_liabilities(p_head uuid, p_after bytea, p_position bigint, p_rows int) RETURNS bytea
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
BEGIN ATOMIC
  WITH placed AS MATERIALIZED (
    SELECT d.*, p_position + row_number() OVER (ORDER BY d.hash) - 1 AS position FROM (
      SELECT * FROM ledger.liability_draft x WHERE x.head_id = p_head AND x.hash > p_after ORDER BY x.hash LIMIT p_rows
    ) d
  ), leaves AS (
    INSERT INTO ledger.liability_leaf (head_id, account_id, position, amount, salt) SELECT p_head, p.account_id, p.position, p.amount, p.salt FROM placed p
  ), nodes AS (
    INSERT INTO ledger.liability_node (head_id, level, position, sum, hash) SELECT p_head, 0, p.position, p.amount, p.hash FROM placed p
  )
  SELECT (SELECT p.hash FROM placed p ORDER BY p.position DESC LIMIT 1);
END;

-- The nodes above so many of a level, from an even place on. A node without a neighbour moves up as it is; nothing is ever doubled.
CREATE FUNCTION ledger.raise_liabilities(p_head uuid, p_level int, p_from bigint, p_rows int) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
BEGIN ATOMIC
  INSERT INTO ledger.liability_node (head_id, level, position, sum, hash)
  SELECT l.head_id, p_level + 1, l.position / 2, l.sum + coalesce(r.sum, 0),
    CASE WHEN r.hash IS NULL THEN l.hash ELSE ledger.liability_node_hash(l.sum, l.hash, r.sum, r.hash) END
  FROM ledger.liability_node l
  LEFT JOIN ledger.liability_node r ON r.head_id = l.head_id AND r.level = p_level AND r.position = l.position + 1
  WHERE l.head_id = p_head AND l.level = p_level AND l.position % 2 = 0 AND l.position >= p_from AND l.position < p_from + p_rows;
END;

-- Makes the heads of a taking, all at once, if every tree has as many leaves as there were and comes to what there was. Everything is read
-- before anything is written. Answers how many.
CREATE FUNCTION ledger.finish_liabilities(p_taking uuid) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE trees int; right_ones int;
BEGIN
  SELECT count(*), count(*) FILTER (WHERE top.sum = k.total AND own.count = k.count AND own.total = k.total) INTO trees, right_ones
  FROM ledger.liability_taking k
  CROSS JOIN LATERAL (SELECT count(*) AS count, sum(l.amount) AS total FROM ledger.liability_leaf l WHERE l.head_id = k.head_id) own
  LEFT JOIN LATERAL (
    SELECT n.sum FROM ledger.liability_node n WHERE n.head_id = k.head_id ORDER BY n.level DESC, n.position LIMIT 1) top ON true
  WHERE k.taking = p_taking;
  IF right_ones <> trees THEN RAISE EXCEPTION 'a tree of liabilities does not come to its total'; END IF;
  INSERT INTO ledger.liability_head (id, tenant_id, asset, at, count, total, root)
  SELECT k.head_id, k.tenant_id, k.asset, k.at, k.count, k.total,
    ledger.liability_root_hash(k.tenant_id, k.asset, k.at, k.count, k.total, top.hash)
  FROM ledger.liability_taking k
  CROSS JOIN LATERAL (SELECT n.hash FROM ledger.liability_node n WHERE n.head_id = k.head_id ORDER BY n.level DESC, n.position LIMIT 1) top
  WHERE k.taking = p_taking;
  RETURN trees;
END
$$;

-- Forgets so many rows at most of what is not needed any more: drafts, what a taking left that was ended in its midst, and the leaves and
-- nodes behind the newest 30 takings. Answers how many rows went; with none left, nothing of a taking is.
CREATE FUNCTION ledger.forget_liabilities(p_tenant uuid, p_rows int) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE oldest timestamptz; old uuid[]; taken uuid[]; gone int; n int;
BEGIN
  SELECT min(k.at) INTO oldest FROM (SELECT DISTINCT h.at FROM ledger.liability_head h WHERE h.tenant_id = p_tenant ORDER BY h.at DESC LIMIT 30) k;
  SELECT array_agg(k.head_id) INTO taken FROM ledger.liability_taking k WHERE k.tenant_id = p_tenant;
  SELECT array_agg(o.id) INTO old FROM (
    SELECT h.id FROM ledger.liability_head h WHERE h.tenant_id = p_tenant AND h.at < oldest
    UNION ALL
    SELECT t.id FROM unnest(taken) AS t (id) WHERE NOT EXISTS (SELECT FROM ledger.liability_head h WHERE h.id = t.id)
  ) o;
  DELETE FROM ledger.liability_draft d USING (
    SELECT x.head_id, x.hash FROM unnest(taken) AS t (id) CROSS JOIN LATERAL (
      SELECT y.head_id, y.hash FROM ledger.liability_draft y WHERE y.head_id = t.id LIMIT p_rows) x LIMIT p_rows) s
  WHERE d.head_id = s.head_id AND d.hash = s.hash;
  GET DIAGNOSTICS gone = ROW_COUNT;
  IF gone < p_rows THEN
    DELETE FROM ledger.liability_leaf l USING (
      SELECT x.head_id, x.account_id FROM unnest(old) AS t (id) CROSS JOIN LATERAL (
        SELECT y.head_id, y.account_id FROM ledger.liability_leaf y WHERE y.head_id = t.id LIMIT p_rows) x LIMIT p_rows - gone) s
    WHERE l.head_id = s.head_id AND l.account_id = s.account_id;
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
  END IF;
  IF gone < p_rows THEN
    DELETE FROM ledger.liability_node d USING (
      SELECT x.head_id, x.level, x.position FROM unnest(old) AS t (id) CROSS JOIN LATERAL (
        SELECT y.head_id, y.level, y.position FROM ledger.liability_node y WHERE y.head_id = t.id LIMIT p_rows) x LIMIT p_rows - gone) s
    WHERE d.head_id = s.head_id AND d.level = s.level AND d.position = s.position;
    GET DIAGNOSTICS n = ROW_COUNT;
    gone := gone + n;
  END IF;
  IF gone = 0 AND taken IS NOT NULL THEN
    DELETE FROM ledger.liability_taking k WHERE k.tenant_id = p_tenant;
  END IF;
  RETURN gone;
END
$$;

REVOKE ALL ON FUNCTION ledger.liability_head_id, ledger.begin_liabilities, ledger.draft_liabilities, ledger.place_liabilities,
  ledger.raise_liabilities, ledger.finish_liabilities, ledger.forget_liabilities FROM PUBLIC;
GRANT SELECT ON ledger.liability_taking TO amanat_app;
GRANT EXECUTE ON FUNCTION ledger.begin_liabilities, ledger.draft_liabilities, ledger.place_liabilities, ledger.raise_liabilities,
  ledger.finish_liabilities, ledger.forget_liabilities TO amanat_app;

RESET ROLE;

-- Proof of liabilities: per asset a Merkle sum tree over everything we owe, so that everybody who has one leaf of it can
-- check that it is counted in the total we tell the world. Posting knows nothing of it.
SET ROLE amanat_ledger;

-- CreateTable
CREATE TABLE "ledger"."liability_head" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "asset" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "count" BIGINT NOT NULL,
    "total" DECIMAL(96,0) NOT NULL,
    "root" BYTEA NOT NULL,

    CONSTRAINT "liability_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger"."liability_leaf" (
    "head_id" UUID NOT NULL,
    "account_id" BIGINT NOT NULL,
    "position" BIGINT NOT NULL,
    "amount" DECIMAL(78,0) NOT NULL,
    "salt" BYTEA NOT NULL,

    CONSTRAINT "liability_leaf_pkey" PRIMARY KEY ("head_id","account_id")
);

-- CreateTable
CREATE TABLE "ledger"."liability_node" (
    "head_id" UUID NOT NULL,
    "level" SMALLINT NOT NULL,
    "position" BIGINT NOT NULL,
    "sum" DECIMAL(96,0) NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "liability_node_pkey" PRIMARY KEY ("head_id","level","position")
);

-- CreateIndex
CREATE UNIQUE INDEX "liability_head_tenant_id_at_asset_key" ON "ledger"."liability_head"("tenant_id", "at", "asset");

-- Every text that is hashed says what it is, so that no leaf can pass for a node; the lengths say where each name ends.
CREATE FUNCTION ledger.liability_leaf_hash(salt bytea, tenant_id uuid, kind int, scope text, party text, asset text, amount numeric) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(format('amanat.liability.leaf.v1|%s|%s|%s|%s|%s|%s|%s|%s%s%s', encode(salt, 'hex'), tenant_id, kind, amount,
  octet_length(asset), octet_length(scope), octet_length(party), asset, scope, party), 'UTF8'));

-- Both sums are hashed, not what they come to: else one child could be shown larger and the other smaller.
CREATE FUNCTION ledger.liability_node_hash(left_sum numeric, left_hash bytea, right_sum numeric, right_hash bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(format('amanat.liability.node.v1|%s|%s|%s|%s', left_sum, encode(left_hash, 'hex'), right_sum, encode(right_hash, 'hex')), 'UTF8'));

-- What is published: the top of the tree with all it is about. Time in milliseconds since 1970.
CREATE FUNCTION ledger.liability_root_hash(tenant_id uuid, asset text, at timestamptz, count bigint, total numeric, top bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN sha256(convert_to(format('amanat.liability.root.v1|%s|%s|%s|%s|%s|%s', tenant_id, (extract(epoch FROM at) * 1000)::bigint, count, total,
  encode(top, 'hex'), asset), 'UTF8'));

-- Takes stock of everything one tenant owes: every floored account that holds something, one tree per asset, as of the
-- snapshot of one statement. Leaves stand in the order of their salted hashes, which tells nothing of whose they are. A node
-- without a neighbour moves up as it is; nothing is ever doubled. Answers how many heads were made: 0 when one is younger than
-- p_age, or nothing is owed; of two calls at once the second waits and then sees the first one's. Heads stay for ever, leaves
-- and nodes of the newest 30 takings.
CREATE FUNCTION ledger.take_liabilities(p_tenant uuid, p_age interval) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off
AS $$
DECLARE
  v_at timestamptz; ids uuid[]; assets text[]; counts bigint[]; totals numeric[]; v_level smallint := 0; oldest timestamptz; made int;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('amanat.ledger.liabilities:' || p_tenant, 0));
  v_at := date_trunc('milliseconds', clock_timestamp());
  IF EXISTS (SELECT 1 FROM ledger.liability_head h WHERE h.tenant_id = p_tenant AND h.at > v_at - p_age) THEN RETURN 0; END IF;

  WITH owed AS MATERIALIZED (
    SELECT a.id, a.asset, a.kind, a.scope, a.party, b.amount, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) AS salt
    FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id WHERE a.tenant_id = p_tenant AND a.mode = 0 AND b.amount > 0
  ), leaf AS MATERIALIZED (
    SELECT *, ledger.liability_leaf_hash(salt, p_tenant, kind, scope, party, asset, amount) AS hash FROM owed
  ), head AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, asset, count(*) AS count, sum(amount) AS total FROM leaf GROUP BY asset
  ), placed AS MATERIALIZED (
    SELECT h.id AS head_id, l.id, l.amount, l.salt, l.hash, row_number() OVER (PARTITION BY l.asset ORDER BY l.hash) - 1 AS position
    FROM leaf l JOIN head h USING (asset)
  ), leaves AS (
    INSERT INTO ledger.liability_leaf (head_id, account_id, position, amount, salt) SELECT head_id, id, position, amount, salt FROM placed
  ), nodes AS (
    INSERT INTO ledger.liability_node (head_id, level, position, sum, hash) SELECT head_id, 0, position, amount, hash FROM placed
  )
  SELECT array_agg(id), array_agg(asset), array_agg(count), array_agg(total) INTO ids, assets, counts, totals FROM head;

  -- Level by level, until every tree has a single node.
  LOOP
    INSERT INTO ledger.liability_node (head_id, level, position, sum, hash)
    SELECT l.head_id, v_level + 1, l.position / 2, l.sum + coalesce(r.sum, 0),
      CASE WHEN r.hash IS NULL THEN l.hash ELSE ledger.liability_node_hash(l.sum, l.hash, r.sum, r.hash) END
    FROM ledger.liability_node l
    LEFT JOIN ledger.liability_node r ON r.head_id = l.head_id AND r.level = v_level AND r.position = l.position + 1
    WHERE l.head_id = ANY (ids) AND l.level = v_level AND l.position % 2 = 0
      AND EXISTS (SELECT 1 FROM ledger.liability_node o WHERE o.head_id = l.head_id AND o.level = v_level AND o.position = 1);
    EXIT WHEN NOT FOUND;
    v_level := v_level + 1;
  END LOOP;

  INSERT INTO ledger.liability_head (id, tenant_id, asset, at, count, total, root)
  SELECT h.id, p_tenant, h.asset, v_at, h.count, h.total, ledger.liability_root_hash(p_tenant, h.asset, v_at, h.count, h.total, top.hash)
  FROM unnest(ids, assets, counts, totals) AS h (id, asset, count, total)
  CROSS JOIN LATERAL (SELECT n.sum, n.hash FROM ledger.liability_node n WHERE n.head_id = h.id ORDER BY n.level DESC, n.position LIMIT 1) top
  WHERE top.sum = h.total;
  GET DIAGNOSTICS made = ROW_COUNT;
  IF made <> coalesce(cardinality(ids), 0) THEN RAISE EXCEPTION 'a tree of liabilities does not come to its total'; END IF;

  SELECT min(k.at) INTO oldest FROM (SELECT DISTINCT h.at FROM ledger.liability_head h WHERE h.tenant_id = p_tenant ORDER BY h.at DESC LIMIT 30) k;
  DELETE FROM ledger.liability_leaf l USING ledger.liability_head h WHERE h.tenant_id = p_tenant AND h.at < oldest AND l.head_id = h.id;
  DELETE FROM ledger.liability_node n USING ledger.liability_head h WHERE h.tenant_id = p_tenant AND h.at < oldest AND n.head_id = h.id;
  RETURN made;
END
$$;

-- What was told to the world is never changed; leaves and nodes are only forgotten.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger.liability_head FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON ledger.liability_leaf FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON ledger.liability_node FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
ALTER TABLE ledger.liability_head ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.liability_leaf ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE ledger.liability_node ENABLE ALWAYS TRIGGER append_only;

REVOKE ALL ON FUNCTION ledger.liability_leaf_hash, ledger.liability_node_hash, ledger.liability_root_hash, ledger.take_liabilities FROM PUBLIC;
GRANT SELECT ON ledger.liability_head, ledger.liability_leaf, ledger.liability_node TO amanat_app;
GRANT EXECUTE ON FUNCTION ledger.take_liabilities TO amanat_app;

RESET ROLE;

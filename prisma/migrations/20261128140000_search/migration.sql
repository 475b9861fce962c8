-- Search. A table beside what is searched: one row for each thing that may be found now, and no row for anything else.
-- Neither pg_trgm nor unaccent: in a cluster of the C locale the first finds nothing in Persian or Chinese, and the second
-- folds neither hamza nor presentation forms. What these functions need is in every PostgreSQL 18 with UTF-8.

-- One spelling for what people mean alike: words in a row, one space apart, `_` where a half-space, a hyphen, an apostrophe
-- or a dot stood between letters. Compatibility forms, capitals, accents, harakat and invisible characters are gone, the
-- variants of Arabic and Persian letters and all digits are one. Runs of Han and kana, written without spaces, stand apart.
CREATE FUNCTION search_fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(
  regexp_replace(
    regexp_replace(
      regexp_replace(
        replace(replace(replace(
          translate(
            regexp_replace(
              casefold(normalize(given, NFKD) COLLATE "pg_unicode_fast"),
              '[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0621\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0890\u0891\u0898-\u089f\u08ca-\u08ff\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\u200d-\u200f\u202a-\u202e\u2060-\u206f\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\u00ad]',
              '', 'g'),
            U&'_\064A\0649\06D0\06D2\06CD\06CE\0643\06AA\0629\06D5\06BE\06C1\06C3\06BA\0671\06CB\06C6\06C7\0660\0661\0662\0663\0664\0665\0666\0667\0668\0669\06F0\06F1\06F2\06F3\06F4\06F5\06F6\06F7\06F8\06F9\0111\0142\00F8\0131\0127\00F0\0167',
            U&' \06CC\06CC\06CC\06CC\06CC\06CC\06A9\06A9\0647\0647\0647\0647\0647\0646\0627\0648\0648\0648' || '01234567890123456789dloihdt'),
          U&'\0153', 'oe'), U&'\00E6', 'ae'), U&'\00FE', 'th'),
        '([\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+)', ' \1 ', 'g'),
      '(?<=[[:alnum:]])[\u200b\u200c\u2010\u2011\u2019\u02bc\u00b7''.-]+(?=[[:alnum:]])', '_', 'g'),
    '[^[:alnum:]_]+', ' ', 'g'));

-- What one text can be found by. Joined and parted where a half-space stood; the little words of Persian also glued to
-- theirs (`می خواهم` is `میخواهم`, `کتاب ها` is `کتابها`); Han as overlapping pairs and its last character.
CREATE FUNCTION search_lexemes(given text, weight text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  WITH words AS (
    SELECT word, lag(word) OVER (ORDER BY n) AS before, word ~ '^[\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff]' AS han
    FROM unnest(string_to_array(public.search_fold(given), ' ')) WITH ORDINALITY AS w(word, n)
    WHERE word <> ''
  ), found AS (
    SELECT replace(word, '_', '') AS lexeme FROM words WHERE NOT han
    UNION SELECT unnest(string_to_array(word, '_')) FROM words WHERE NOT han AND strpos(word, '_') > 0
    UNION SELECT replace(before || word, '_', '') FROM words
      WHERE before IN (U&'\0645\06CC', U&'\0646\0645\06CC')
         OR (before IS NOT NULL AND word IN (U&'\0647\0627', U&'\0647\0627\06CC', U&'\0647\0627\06CC\06CC', U&'\062A\0631', U&'\062A\0631\06CC\0646'))
    UNION SELECT substr(word, i, 2) FROM words, generate_series(1, length(word) - 1) i WHERE han
    UNION SELECT right(word, 1) FROM words WHERE han
  )
  SELECT coalesce(string_agg('''' || left(lexeme, 64) || ''':1' || weight, ' '), '')::tsvector FROM found WHERE lexeme <> '';
END;

CREATE FUNCTION search_vector(title text, body text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN public.search_lexemes(title, 'A') || public.search_lexemes(body, 'B');

-- What a person typed, as a question: each of its first eight words, the last one perhaps not finished. NULL when there is
-- no letter and no digit in it: such a question finds nothing.
CREATE FUNCTION search_query(given text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  WITH words AS (
    SELECT n, left(word, 64) AS word, replace(left(word, 64), '_', '') AS joined,
      word ~ '^[\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff]' AS han
    FROM unnest(string_to_array(public.search_fold(given), ' ')) WITH ORDINALITY AS w(word, n)
    WHERE word <> '' AND n <= 8
  ), ends AS (
    SELECT *, CASE WHEN n = max(n) OVER () THEN ''':*' ELSE '''' END AS tail,
      lag(joined) OVER (ORDER BY n) AS before, coalesce(lag(han) OVER (ORDER BY n), false) AS han_before,
      lead(joined) OVER (ORDER BY n) AS after, coalesce(lead(han) OVER (ORDER BY n), false) AS han_after,
      CASE WHEN n + 1 = max(n) OVER () THEN ''':*' ELSE '''' END AS tail_after
    FROM words
  ), terms AS (
    SELECT n,
      CASE WHEN han THEN
        CASE WHEN length(word) = 1 THEN '''' || word || ''':*'
        ELSE (SELECT string_agg('''' || substr(word, i, 2) || '''', ' & ') FROM generate_series(1, length(word) - 1) i) END
      ELSE
        '''' || joined || tail
        || CASE WHEN strpos(btrim(word, '_'), '_') > 0 THEN
             ' | (''' || replace(btrim(word, '_'), '_', ''' & ''') || tail || ')' ELSE '' END
        || CASE WHEN before IS NOT NULL AND NOT han_before THEN ' | ''' || left(before || joined, 64) || tail ELSE '' END
        || CASE WHEN after IS NOT NULL AND NOT han_after THEN ' | ''' || left(joined || after, 64) || tail_after ELSE '' END
      END AS term
    FROM ends WHERE joined <> ''
  )
  SELECT string_agg('(' || term || ')', ' & ' ORDER BY n)::tsquery FROM terms;
END;

CREATE TABLE "SearchDoc" (
  "subjectId" uuid NOT NULL,
  "tenantId" uuid NOT NULL,
  "kind" text NOT NULL CHECK ("kind" IN ('request')),
  "assetId" text NOT NULL,
  "priceMin" decimal(78, 0) NOT NULL,
  "priceMax" decimal(78, 0) NOT NULL,
  -- `name=value`, the kind among them: filters are looked up in the same index as words.
  "facets" text[] CHECK ("facets" IS NOT NULL),
  "createdAt" timestamptz(3) NOT NULL,
  "v" tsvector NOT NULL,
  CONSTRAINT "SearchDoc_pkey" PRIMARY KEY ("subjectId")
);
-- The newest first, as the list is read.
CREATE INDEX "SearchDoc_tenantId_kind_createdAt_subjectId_idx" ON "SearchDoc" ("tenantId", "kind", "createdAt" DESC, "subjectId");
CREATE INDEX "SearchDoc_assetId_priceMax_idx" ON "SearchDoc" ("assetId", "priceMax");
-- Without fast update: a list of pending entries would be read through by every search.
CREATE INDEX "SearchDoc_facets_v_idx" ON "SearchDoc" USING gin ("facets", "v") WITH (fastupdate = off);
ALTER TABLE "SearchDoc" ALTER COLUMN "v" SET STATISTICS 1000;

INSERT INTO "SearchDoc" ("subjectId", "tenantId", "kind", "assetId", "priceMin", "priceMax", "facets", "createdAt", "v")
SELECT "id", "tenantId", 'request', "assetId", "budgetMin", "budgetMax",
  ARRAY['kind=request', 'productType=' || "productType", 'category=' || "category", 'urgency=' || "urgency", 'asset=' || "assetId"],
  "createdAt", search_vector("title", "description")
FROM "Request" WHERE "status" IN ('active', 'received_offers') AND "deletedAt" IS NULL;

GRANT EXECUTE ON FUNCTION search_fold, search_lexemes, search_vector, search_query TO amanat_app;

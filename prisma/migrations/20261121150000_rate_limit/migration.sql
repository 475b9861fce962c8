-- Counters of calls, for installations without Redis and for when it is away. Unlogged: they live minutes, and a crash that
-- forgets them harms nobody. Their columns stand in the order rate-limiter-flexible writes them.
CREATE UNLOGGED TABLE "RateLimit" (
  "key" text NOT NULL,
  "points" integer NOT NULL,
  "expire" bigint,
  CONSTRAINT "RateLimit_pkey" PRIMARY KEY ("key")
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

-- What Prisma's schema language cannot say: partial uniques, checks, append-only rules, rights, the first tenant.

-- One live offer per seller and request.
CREATE UNIQUE INDEX "Offer_requestId_sellerId_live_key" ON "Offer" ("requestId", "sellerId") WHERE "status" IN ('submitted', 'countered', 'accepted');
-- One live deal per request.
CREATE UNIQUE INDEX "Deal_requestId_live_key" ON "Deal" ("requestId") WHERE "status" IN ('payment', 'processing', 'delivery', 'delivered', 'confirming', 'completed');
-- One account per e-mail address, whatever its capitals; a deleted person's address is free again.
CREATE UNIQUE INDEX "User_tenantId_email_live_key" ON "User" ("tenantId", lower("email")) WHERE "deletedAt" IS NULL;
-- What the worker has still to react to.
CREATE INDEX "Event_unhandled_idx" ON "Event" ("at") WHERE "reacts" AND "handledAt" IS NULL;

-- The index of the next deposit address. Taken from a sequence, never from a hash: no two intents share one.
CREATE SEQUENCE deposit_index_seq AS integer MINVALUE 0 START WITH 0;

ALTER TABLE "Request" ADD CONSTRAINT "Request_budget_check" CHECK ("budgetMin" > 0 AND "budgetMax" >= "budgetMin");
ALTER TABLE "Offer" ADD CONSTRAINT "Offer_price_check" CHECK ("price" > 0 AND "deliveryDays" > 0);
ALTER TABLE "Deal" ADD CONSTRAINT "Deal_price_check" CHECK ("price" > 0 AND "fee" >= 0 AND "fee" <= "price" AND "feeBps" BETWEEN 0 AND 10000);
ALTER TABLE "Tranche" ADD CONSTRAINT "Tranche_amount_check" CHECK ("amount" > 0);
ALTER TABLE "PaymentIntent" ADD CONSTRAINT "PaymentIntent_amount_check" CHECK ("amount" > 0 AND "received" >= 0 AND "derivationIndex" >= 0);
ALTER TABLE "IncomingTransfer" ADD CONSTRAINT "IncomingTransfer_amount_check" CHECK ("amount" >= 0);
ALTER TABLE "Payout" ADD CONSTRAINT "Payout_amount_check" CHECK ("amount" > 0);
ALTER TABLE "Sweep" ADD CONSTRAINT "Sweep_amount_check" CHECK ("amount" > 0 AND "gasAmount" >= 0);
ALTER TABLE "TxAttempt" ADD CONSTRAINT "TxAttempt_nonce_check" CHECK ("nonce" >= 0);
ALTER TABLE "SignerNonce" ADD CONSTRAINT "SignerNonce_next_check" CHECK ("next" >= 0);

CREATE FUNCTION refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
END
$$;
REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditEntry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "AuditEntry" ENABLE ALWAYS TRIGGER append_only;

-- An event never changes; only what became of reacting to it is noted beside it.
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON "Event" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER content_is_final BEFORE UPDATE ON "Event" FOR EACH ROW
  WHEN ((OLD."channel", OLD."seq", OLD."tenantId", OLD."type", OLD."subjectId", OLD."actorKind", OLD."actorId", OLD."actorName", OLD."actorRole",
         OLD."payload", OLD."correlationId", OLD."at", OLD."reacts")
    IS DISTINCT FROM
        (NEW."channel", NEW."seq", NEW."tenantId", NEW."type", NEW."subjectId", NEW."actorKind", NEW."actorId", NEW."actorName", NEW."actorRole",
         NEW."payload", NEW."correlationId", NEW."at", NEW."reacts"))
  EXECUTE FUNCTION refuse_change();
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE "Event" ENABLE ALWAYS TRIGGER content_is_final;

-- The newest migration, for processes that only verify. The scanner sees its own schema alone, hence its own copy.
CREATE FUNCTION public.migration_version() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN (SELECT migration_name FROM public._prisma_migrations
          WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name DESC LIMIT 1);
END
$$;
CREATE FUNCTION scanner.migration_version() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RETURN public.migration_version();
END
$$;

-- Rights. Tables of later migrations start with the same ones.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO amanat_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO amanat_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA scanner GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO amanat_scanner;
ALTER DEFAULT PRIVILEGES IN SCHEMA scanner GRANT USAGE, SELECT ON SEQUENCES TO amanat_scanner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO amanat_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO amanat_app;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA scanner TO amanat_scanner;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA scanner TO amanat_scanner;
GRANT EXECUTE ON FUNCTION public.migration_version() TO amanat_app;
GRANT EXECUTE ON FUNCTION scanner.migration_version() TO amanat_scanner;
DO $$
BEGIN
  IF to_regclass('public._prisma_migrations') IS NOT NULL THEN
    REVOKE ALL ON public._prisma_migrations FROM amanat_app;
  END IF;
END
$$;
-- What belongs to somebody's history or money is never deleted by the application.
REVOKE DELETE ON "Tenant", "User", "Request", "Offer", "Deal", "DealParty", "Tranche", "PaymentIntent", "IncomingTransfer", "WebhookInbox",
  "Payout", "Sweep", "SignerNonce", "TxAttempt", "ChannelHead", "Event", "AuditEntry" FROM amanat_app;
REVOKE UPDATE ON "Event", "AuditEntry" FROM amanat_app;
GRANT UPDATE ("handledAt", "attempts", "failure") ON "Event" TO amanat_app;

-- The first marketplace.
INSERT INTO "Tenant" ("id", "slug") VALUES ('0192f000-0000-7000-8000-000000000001', 'amanat');

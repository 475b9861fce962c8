-- The address of a payment's receipt: whoever knows it may read it, so it is random, and says neither when nor of what.
-- A default that is not constant is worked out for each row that exists.
ALTER TABLE "PaymentIntent" ADD COLUMN "receiptKey" UUID NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX "PaymentIntent_receiptKey_key" ON "PaymentIntent" ("receiptKey");

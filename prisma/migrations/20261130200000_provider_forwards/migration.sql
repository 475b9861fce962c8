-- What a provider that takes money itself was asked to pay on to a payment's own address. Asked once for each row: the row is there before.
CREATE TABLE "ProviderForward" (
  "intentId" UUID NOT NULL,
  "provider" TEXT NOT NULL,
  "ordinal" INTEGER NOT NULL,
  "amount" DECIMAL(78,0) NOT NULL,
  "askedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "ProviderForward_pkey" PRIMARY KEY ("intentId", "provider", "ordinal"),
  CONSTRAINT "ProviderForward_amount_check" CHECK ("amount" > 0),
  CONSTRAINT "ProviderForward_intentId_fkey" FOREIGN KEY ("intentId") REFERENCES "PaymentIntent"("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- Sweeps on an admin's command, and what a worker says of its keys and its wallet.
ALTER TABLE "Sweep"
  ADD COLUMN "commandedAt" TIMESTAMPTZ(3),
  ADD COLUMN "commandedById" UUID,
  ADD CONSTRAINT "Sweep_commanded_check" CHECK (("commandedAt" IS NULL) = ("commandedById" IS NULL));

-- One row for each chain. Written by workers, each what it has seen itself.
CREATE TABLE "CustodyState" (
  "chain" TEXT NOT NULL,
  "wallet" TEXT NOT NULL,
  "signer" TEXT NOT NULL,
  "sweepEveryMs" INTEGER NOT NULL,
  "gas" DECIMAL(78,0) NOT NULL,
  "notedAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "CustodyState_pkey" PRIMARY KEY ("chain"),
  CONSTRAINT "CustodyState_gas_check" CHECK ("gas" >= 0),
  CONSTRAINT "CustodyState_sweepEveryMs_check" CHECK ("sweepEveryMs" >= 0)
);

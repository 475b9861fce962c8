-- A movement may release money without a payout. Its status says whether its releases wait, and `paidWith` which movement's payouts pay
-- them. Each movement there is has paid its own at once.
ALTER TABLE "Movement" ADD COLUMN "status" TEXT, ADD COLUMN "paidWith" UUID;
UPDATE "Movement" SET "status" = 'paid', "paidWith" = "id";
ALTER TABLE "Movement"
  ALTER COLUMN "status" SET NOT NULL,
  ADD CONSTRAINT "Movement_status_check" CHECK ("status" IN ('waiting', 'on_hold', 'divided', 'paid')),
  ADD CONSTRAINT "Movement_paidWith_check" CHECK (("status" = 'paid') = ("paidWith" IS NOT NULL));
CREATE INDEX "Movement_paidWith_idx" ON "Movement" ("paidWith");

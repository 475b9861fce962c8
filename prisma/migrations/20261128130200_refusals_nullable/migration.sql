-- Lists are nullable like every other, as the schema builds them.
ALTER TABLE "Payout" ALTER COLUMN "rejectedBy" DROP NOT NULL;

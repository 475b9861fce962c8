-- Where a sender writes to a bucket without us, until that address is over.
ALTER TABLE "File" ADD COLUMN "uploadId" UUID;
ALTER TABLE "File" DROP CONSTRAINT "File_arrived_check";
ALTER TABLE "File" ADD CONSTRAINT "File_arrived_check"
  CHECK ("status" NOT IN ('arrived', 'held') OR "incomingId" IS NOT NULL OR "uploadId" IS NOT NULL);

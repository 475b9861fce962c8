-- Whether a hold covers a deal's money is payment's to say: the deal kept a second answer, which nobody wrote.
ALTER TABLE "Deal" DROP COLUMN "onHold";

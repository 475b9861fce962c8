-- The zone a person lives by. Null until a browser of theirs has said it.

ALTER TABLE "User" ADD COLUMN "timeZone" TEXT;
ALTER TABLE "User" ADD CONSTRAINT "User_timeZone_name" CHECK ("timeZone" ~ '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$');

-- What a file held once it could be read; null for those of before.
ALTER TABLE "File" ADD COLUMN "sha256" BYTEA;
ALTER TABLE "File" ADD CONSTRAINT "File_sha256_check" CHECK (octet_length("sha256") = 32);

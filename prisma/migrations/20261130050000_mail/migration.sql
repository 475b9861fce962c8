CREATE TABLE "MailAddress" (
  "digest" BYTEA NOT NULL,
  "why" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "MailAddress_pkey" PRIMARY KEY ("digest"),
  CONSTRAINT "MailAddress_digest_check" CHECK (octet_length("digest") = 32),
  CONSTRAINT "MailAddress_why_check" CHECK ("why" IN ('refused', 'complained'))
);

CREATE TABLE "MailReport" (
  "id" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "MailReport_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "MailReport_at_idx" ON "MailReport" ("at");

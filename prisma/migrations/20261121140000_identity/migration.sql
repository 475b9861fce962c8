-- Identity: programs' tokens apart from browsers', passkeys, proofs of presence, API keys.

ALTER TABLE "User" ADD COLUMN "sessionEpoch" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "Identity" ADD COLUMN "label" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "lastUsedAt" TIMESTAMPTZ(3);

-- A proof of presence is bound to what it proves, so a session no longer has a moment of it.
ALTER TABLE "Session" ALTER COLUMN "tokenHash" DROP NOT NULL,
  DROP COLUMN "stepUpAt",
  ADD COLUMN "previousHash" BYTEA,
  ADD COLUMN "rotatedAt" TIMESTAMPTZ(3),
  ADD COLUMN "address" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "country" TEXT;

CREATE UNIQUE INDEX "Session_previousHash_key" ON "Session"("previousHash");

-- Bearers were cookies' twins until now. A program's session has its own tokens from here on, so the old ones end.
UPDATE "Session" SET "revokedAt" = now(), "revokeReason" = 'superseded' WHERE "surface" <> 'web' AND "revokedAt" IS NULL;

ALTER TABLE "AuthChallenge" ADD COLUMN "sessionId" UUID,
  ADD COLUMN "payload" JSONB;
CREATE INDEX "AuthChallenge_expiresAt_idx" ON "AuthChallenge"("expiresAt");

CREATE TABLE "AccessToken" (
    "hash" BYTEA NOT NULL,
    "sessionId" UUID NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AccessToken_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "AccessToken_sessionId_idx" ON "AccessToken"("sessionId");
CREATE INDEX "AccessToken_expiresAt_idx" ON "AccessToken"("expiresAt");
ALTER TABLE "AccessToken" ADD CONSTRAINT "AccessToken_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "RefreshToken" (
    "hash" BYTEA NOT NULL,
    "sessionId" UUID NOT NULL,
    "childSeed" BYTEA,
    "usedAt" TIMESTAMPTZ(3),
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RefreshToken_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "RefreshToken_sessionId_idx" ON "RefreshToken"("sessionId");
CREATE INDEX "RefreshToken_expiresAt_idx" ON "RefreshToken"("expiresAt");
ALTER TABLE "RefreshToken" ADD CONSTRAINT "RefreshToken_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "Passkey" (
    "credentialId" TEXT NOT NULL,
    "userId" UUID NOT NULL,
    "publicKey" BYTEA NOT NULL,
    "counter" BIGINT NOT NULL DEFAULT 0,
    "transports" TEXT[],
    "deviceType" TEXT NOT NULL,
    "backedUp" BOOLEAN NOT NULL DEFAULT false,
    "aaguid" TEXT NOT NULL DEFAULT '',
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMPTZ(3),
    "flaggedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Passkey_pkey" PRIMARY KEY ("credentialId")
);
CREATE INDEX "Passkey_userId_idx" ON "Passkey"("userId");
ALTER TABLE "Passkey" ADD CONSTRAINT "Passkey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "StepUpGrant" (
    "hash" BYTEA NOT NULL,
    "sessionId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "demandHash" BYTEA NOT NULL,
    "method" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "consumedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StepUpGrant_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "StepUpGrant_sessionId_idx" ON "StepUpGrant"("sessionId");
CREATE INDEX "StepUpGrant_expiresAt_idx" ON "StepUpGrant"("expiresAt");
ALTER TABLE "StepUpGrant" ADD CONSTRAINT "StepUpGrant_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES "Session"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "cidrs" TEXT[],
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "rotatedTo" UUID,
    "revokedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "ApiKey_prefix_key" ON "ApiKey"("prefix");
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");
CREATE INDEX "ApiKey_userId_idx" ON "ApiKey"("userId");
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "TelegramLaunch" (
    "hash" BYTEA NOT NULL,
    "sessionId" UUID NOT NULL,
    "deviceHash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "TelegramLaunch_pkey" PRIMARY KEY ("hash")
);
CREATE INDEX "TelegramLaunch_at_idx" ON "TelegramLaunch"("at");

-- Who was let in, and with what, is somebody's history.
REVOKE DELETE ON "Session", "ApiKey" FROM amanat_app;

CREATE TABLE "Conversation" (
  "id" UUID NOT NULL,
  "tenantId" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "requestId" UUID,
  "sellerId" UUID,
  "dealId" UUID,
  "openedBy" UUID,
  "seq" INTEGER NOT NULL DEFAULT 0,
  "hash" BYTEA NOT NULL,
  "lastAt" TIMESTAMPTZ(3) NOT NULL,
  "createdAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "Conversation_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Conversation_kind_check" CHECK ("kind" IN ('request', 'deal', 'dispute')),
  CONSTRAINT "Conversation_about_check" CHECK (("kind" = 'request') = ("requestId" IS NOT NULL AND "sellerId" IS NOT NULL)
    AND ("kind" <> 'deal' OR "dealId" IS NOT NULL)),
  CONSTRAINT "Conversation_hash_check" CHECK (length("hash") = 32)
);
CREATE UNIQUE INDEX "Conversation_requestId_sellerId_key" ON "Conversation" ("requestId", "sellerId");
CREATE INDEX "Conversation_openedBy_createdAt_idx" ON "Conversation" ("openedBy", "createdAt");

CREATE TABLE "ConversationDeal" (
  "dealId" UUID NOT NULL,
  "conversationId" UUID NOT NULL,
  CONSTRAINT "ConversationDeal_pkey" PRIMARY KEY ("dealId")
);
CREATE INDEX "ConversationDeal_conversationId_idx" ON "ConversationDeal" ("conversationId");

CREATE TABLE "ConversationMember" (
  "conversationId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "role" TEXT NOT NULL,
  "readSeq" INTEGER NOT NULL DEFAULT 0,
  "heardSeq" INTEGER NOT NULL DEFAULT 0,
  "lastAt" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "ConversationMember_pkey" PRIMARY KEY ("conversationId", "userId"),
  CONSTRAINT "ConversationMember_role_check" CHECK ("role" IN ('buyer', 'seller', 'staff'))
);
CREATE INDEX "ConversationMember_userId_lastAt_conversationId_idx" ON "ConversationMember" ("userId", "lastAt" DESC, "conversationId");
CREATE INDEX "ConversationMember_unread_idx" ON "ConversationMember" ("userId") WHERE "heardSeq" > "readSeq";

CREATE TABLE "ConversationEntry" (
  "conversationId" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "id" UUID NOT NULL,
  "kind" TEXT NOT NULL,
  "authorId" UUID,
  "clientId" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "ref" INTEGER,
  "salt" BYTEA,
  "text" TEXT,
  "folded" TEXT,
  "fileIds" UUID[],
  "warnings" TEXT[],
  "event" JSONB,
  "digest" BYTEA NOT NULL,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "ConversationEntry_pkey" PRIMARY KEY ("conversationId", "seq"),
  CONSTRAINT "ConversationEntry_kind_check" CHECK ("kind" IN ('message', 'edit', 'redaction', 'system')),
  CONSTRAINT "ConversationEntry_seq_check" CHECK ("seq" > 0 AND ("ref" IS NULL OR "ref" < "seq")),
  CONSTRAINT "ConversationEntry_ref_check" CHECK ("kind" NOT IN ('edit', 'redaction') OR "ref" IS NOT NULL),
  CONSTRAINT "ConversationEntry_author_check" CHECK (("kind" = 'system') = ("authorId" IS NULL) AND ("kind" = 'system') = ("event" IS NOT NULL)),
  CONSTRAINT "ConversationEntry_erased_check" CHECK (("salt" IS NULL) = ("text" IS NULL))
);
CREATE UNIQUE INDEX "ConversationEntry_id_key" ON "ConversationEntry" ("id");
CREATE UNIQUE INDEX "ConversationEntry_conversationId_authorId_clientId_key" ON "ConversationEntry" ("conversationId", "authorId", "clientId");
CREATE INDEX "ConversationEntry_changes_idx" ON "ConversationEntry" ("conversationId", "ref", "seq") WHERE "kind" IN ('edit', 'redaction');
CREATE INDEX "ConversationEntry_messages_idx" ON "ConversationEntry" ("conversationId", "seq") WHERE "kind" = 'message';

CREATE TABLE "ConversationHidden" (
  "conversationId" UUID NOT NULL,
  "userId" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  CONSTRAINT "ConversationHidden_pkey" PRIMARY KEY ("conversationId", "userId", "seq")
);

-- An entry is added and never changed. An erasure takes away what was said, and nothing else.
CREATE FUNCTION chat_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW."salt" IS NOT NULL OR NEW."text" IS NOT NULL OR NEW."folded" IS NOT NULL OR cardinality(NEW."fileIds") <> 0
    OR (to_jsonb(NEW) - '{salt,text,folded,fileIds}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{salt,text,folded,fileIds}'::text[]) THEN
    RAISE EXCEPTION 'ConversationEntry is append-only: UPDATE refused' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION chat_refuse_change FROM PUBLIC;
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON "ConversationEntry" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER content_is_final BEFORE UPDATE ON "ConversationEntry" FOR EACH ROW EXECUTE FUNCTION chat_refuse_change();

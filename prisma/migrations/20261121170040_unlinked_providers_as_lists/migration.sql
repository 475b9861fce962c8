-- Lists are nullable here, as the schema makes them; the default keeps rows from being so.

ALTER TABLE "User" ALTER COLUMN "unlinkedProviders" DROP NOT NULL;

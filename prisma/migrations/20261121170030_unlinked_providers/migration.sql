-- Who unlinks a provider's account is not joined to one again by an address: linking it takes the person.

ALTER TABLE "User" ADD COLUMN "unlinkedProviders" TEXT[] DEFAULT ARRAY[]::TEXT[];

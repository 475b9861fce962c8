-- Settings are changed in the admin pages now: two admins at once must not overwrite each other.
ALTER TABLE "Setting" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

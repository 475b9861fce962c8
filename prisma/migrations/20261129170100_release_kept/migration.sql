-- What a movement released may also become its payees' own balance with us.
ALTER TABLE "Movement"
  DROP CONSTRAINT "Movement_status_check",
  ADD CONSTRAINT "Movement_status_check" CHECK ("status" IN ('waiting', 'on_hold', 'divided', 'paid', 'kept'));

-- What every kind of deal shares is called `deals` now. A caller who repeats a write from before, with its old key, still gets
-- the stored answer: the rows of the old names carry the new ones. No row of a new name exists yet, so none can collide.
UPDATE "IdempotencyKey"
SET "route" = 'deals' || substr("route", length('marketplace') + 1)
WHERE "route" IN ('marketplace.confirmDeal', 'marketplace.cancelDeal', 'marketplace.proposeDealChange',
  'marketplace.answerDealChange', 'marketplace.withdrawDealChange');

-- What one consumer mailed is told by the feed of notifications now: it goes on where that one was.
UPDATE "Delivery" d SET "consumer" = 'notifications.feed' WHERE d."consumer" = 'notices'
  AND NOT EXISTS (SELECT FROM "Delivery" o WHERE o."consumer" = 'notifications.feed' AND o."channel" = d."channel" AND o."seq" = d."seq");
DELETE FROM "Delivery" WHERE "consumer" = 'notices';
UPDATE "Consumer" SET "name" = 'notifications.feed' WHERE "name" = 'notices' AND NOT EXISTS (SELECT FROM "Consumer" WHERE "name" = 'notifications.feed');
DELETE FROM "Consumer" WHERE "name" = 'notices';

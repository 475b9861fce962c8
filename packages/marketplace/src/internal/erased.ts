import { Prisma } from "@amanat/db";

/** A wish for delivery without where somebody lives or is reached: a deal's page still reads it. */
export const withoutPlace = (delivery: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${delivery} || CASE ${delivery} ->> 'mode'
    WHEN 'physical' THEN '{"city":"","address":"","postalCode":""}'::jsonb ELSE '{"channel":""}'::jsonb END)`;

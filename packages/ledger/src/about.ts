import { type About, heldList, nothingToErase, Prisma } from "@amanat/db";

const own = (userId: string) => Prisma.sql`SELECT a.id FROM ledger.account a WHERE a.party = ${userId}::text`;

/** The accounts that are theirs, and every posting in them. Books are never changed. */
export const ABOUT: About = {
  held: {
    accounts: heldList(
      (userId) => Prisma.sql`
        SELECT lpad(a.id::text, 20, '0') AS "id", a.asset, a.kind, a.scope, ledger.balance_of(a.id)::text AS "balance", a.at
        FROM ledger.account a WHERE a.party = ${userId}::text`,
    ),
    postings: heldList(
      (userId) => Prisma.sql`
        SELECT t.journal_id::text || ':' || t.leg::text AS "id", t.asset, t.amount::text AS "amount", t.debit::text AS "debit",
          t.credit::text AS "credit", t.code, t.at, t.chain_ref AS "chainRef"
        FROM ledger.transfer t WHERE t.debit IN (${own(userId)}) OR t.credit IN (${own(userId)})`,
    ),
  },
  erase: nothingToErase,
  keeps: ["books"],
};

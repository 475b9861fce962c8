import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { databaseBefore } from "./before-migration.fixture.ts";

/** Deposits that were credited before anybody looked at their blocks again are looked at as well. */

const CREDITED_BLOCKS = "20261129171000_credited_blocks";
const before = databaseBefore(CREDITED_BLOCKS, randomUUID());

type Old = { blockHash: string; txHash: string; status?: string; unmatched?: string | null };

async function arrived({ blockHash, txHash, status = "credited", unmatched = null }: Old): Promise<void> {
  await before.owner.query(
    `INSERT INTO "IncomingTransfer" ("id","chain","blockNumber","blockHash","txHash","logIndex","token","sender","recipient","amount","via","status","unmatched")
     VALUES (gen_random_uuid(),'eip155:1',7,$1,$2,0,'0x1','0x2','0x3',5,'deposit',$3,$4)`,
    [blockHash, txHash, status, unmatched],
  );
}

test("each block with a deposit that paid for something is kept once", async () => {
  await arrived({ blockHash: "0xa", txHash: "0x1" });
  await arrived({ blockHash: "0xa", txHash: "0x2" });
  await arrived({ blockHash: "0xb", txHash: "0x3", status: "confirming" });
  await arrived({ blockHash: "0xc", txHash: "0x4", status: "reverted" });
  await arrived({ blockHash: "0xd", txHash: "0x5", unmatched: "no_reference" });
  await before.apply([CREDITED_BLOCKS]);
  const { rows } = await before.owner.query(`SELECT * FROM "CreditedBlock"`);
  expect(rows).toEqual([{ chain: "eip155:1", blockNumber: 7, blockHash: "0xa", checkedAt: null }]);
});

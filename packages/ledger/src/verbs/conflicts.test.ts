import { newId, TENANT_ID, inTransaction } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountsOf, type Journal, openCoalescer, post, postBatch, tryPost } from "../index.ts";

/** Conflicts the database may answer at any time, injected where the transfer is written: one effect all the same. */
const house = useDatabase();
let people: Cast;

beforeAll(async () => {
  people = await cast(house.db);
  await house.as("superuser", (client) =>
    client.query(`
      CREATE SEQUENCE public.trips;
      CREATE TABLE public.trip_over (state text NOT NULL, times int NOT NULL);
      -- A sequence does not roll back, so that the second run gets further than the first.
      CREATE FUNCTION public.trip() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE t public.trip_over;
      BEGIN
        SELECT * INTO t FROM public.trip_over;
        IF FOUND AND nextval('public.trips') <= t.times THEN
          RAISE EXCEPTION 'tripped over transfer_pkey' USING ERRCODE = t.state, CONSTRAINT = 'transfer_pkey';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER trip BEFORE INSERT ON ledger.transfer FOR EACH ROW EXECUTE FUNCTION public.trip();
      ALTER TABLE ledger.transfer ENABLE ALWAYS TRIGGER trip;`),
  );
});

const trip = (state: string, times: number) =>
  house.as("superuser", async (client) => {
    await client.query("INSERT INTO public.trip_over VALUES ($1, $2)", [state, times]);
    await client.query("SELECT setval('public.trips', 1, false)");
  });
const stop = () => house.as("superuser", (client) => client.query("DELETE FROM public.trip_over"));
beforeEach(stop);
afterEach(stop);

const newAsset = () => `eip155:31337/erc20:0x${newId().replaceAll("-", "").padEnd(40, "0")}`;
const fund = (asset: string): Journal => ({
  id: newId(),
  legs: [{ debit: { kind: "operator", asset }, credit: { kind: "available", party: "p", asset }, amount: 7n, code: "operator_funding" }],
});
const balance = async (asset: string) => (await accountsOf(people.system(), { asset, kinds: ["available"] })).map(({ balance: b }) => b);

const WAYS = {
  "a lone post": (journal: Journal) => tryPost(people.system(), journal),
  "a post beside other writes": (journal: Journal) => inTransaction(people.system(), (tx) => post(tx, journal)),
  "a batch": async (journal: Journal) => (await postBatch(people.system(), [journal]))[0],
  async "the coalescer"(journal: Journal) {
    const coalescer = openCoalescer({ pool: house.db.pool, tenantId: TENANT_ID });
    const other = fund(newAsset());
    const [outcome] = await Promise.all([coalescer.post(journal), coalescer.post(other)]);
    await coalescer.close();
    return outcome;
  },
};

describe.each(["40001", "40P01", "23505"])("%s", (state) => {
  test.each(Object.entries(WAYS))("%s is made again, and has one effect", async (_way, postBy) => {
    const asset = newAsset();
    const journal = fund(asset);
    await trip(state, 2);
    expect(await postBy(journal)).toBe("done");
    expect(await balance(asset)).toEqual([7n]);
    await stop();
    expect(await postBy(journal)).toBe("replayed");
    expect(await balance(asset)).toEqual([7n]);
  });

  test("for ever is BUSY, and nothing happened", async () => {
    const asset = newAsset();
    await trip(state, 1_000_000);
    await expect(inTransaction(people.system(), (tx) => post(tx, fund(asset)))).rejects.toMatchObject({ code: "BUSY" });
    await stop();
    expect(await balance(asset)).toEqual([]);
  });
});

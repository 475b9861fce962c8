import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../client/query-key.ts";
import { DealList } from "../../../features/deal/deal-list.tsx";
import { serverApi } from "../../../server-api/caller.ts";
import { requireUser } from "../../../server-api/me.ts";
import { Prefetched } from "../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deal.list"))("title") };
}

export default async function DealsPage() {
  await requireUser("/deals");
  const api = await serverApi();
  const [first, assets] = await Promise.all([api.marketplace.listDeals({ limit: 50 }), api.payment.assets()]);
  return (
    <Prefetched answers={[{ key: queryKey("payment", "assets", {}), data: assets }]}>
      <DealList first={first} />
    </Prefetched>
  );
}

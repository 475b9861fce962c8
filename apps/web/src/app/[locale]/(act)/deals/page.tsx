import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DealList } from "../../../../features/deal/deal-list.tsx";
import { serverApi } from "../../../../server-api/caller.ts";
import { requireUser } from "../../../../server-api/me.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deal.list"))("title") };
}

export default async function DealsPage() {
  await requireUser("/deals");
  const api = await serverApi();
  return <DealList first={await api.deals.listDeals({ limit: 50 })} />;
}

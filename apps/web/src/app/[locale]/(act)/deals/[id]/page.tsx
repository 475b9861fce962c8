import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { DealPage } from "../../../../../features/deal/deal-page.tsx";
import { foundOr404 } from "../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { requireUser } from "../../../../../server-api/me.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deal.list"))("title") };
}

export default async function DealRoute({ params }: Props) {
  const { id: dealId } = await params;
  await requireUser(`/deals/${dealId}`);
  const api = await serverApi();
  const input = { dealId };
  const [deal, timeline, funds] = await foundOr404(
    Promise.all([api.deals.getDeal(input), api.deals.dealTimeline(input), api.ledger.dealFunds(input)]),
  );
  return (
    <Prefetched
      answers={[
        { key: queryKey("deals", "getDeal", input), data: deal },
        { key: queryKey("deals", "dealTimeline", input), data: timeline },
        { key: queryKey("ledger", "dealFunds", input), data: funds },
      ]}
    >
      <DealPage dealId={dealId} serverNow={new Date().toISOString()} />
    </Prefetched>
  );
}

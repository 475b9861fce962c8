import type { Metadata } from "next";
import { Skeleton } from "@amanat/ui";
import { getTranslations } from "next-intl/server";
import { cache, Suspense } from "react";
import { queryKey } from "../../../../../client/query-key.ts";
import { DealPage } from "../../../../../features/deal/deal-page.tsx";
import { foundOr404 } from "../../../../../features/deal/load.ts";
import { Timeline } from "../../../../../features/deal/timeline-card.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { attempt } from "../../../../../server-api/failure.ts";
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
  // Asked for at once; the record waits for it.
  void loadRecord(dealId);
  const [deal, funds] = await foundOr404(Promise.all([api.deals.getDeal(input), api.ledger.dealFunds(input)]));
  return (
    <Prefetched
      answers={[
        { key: queryKey("deals", "getDeal", input), data: deal },
        { key: queryKey("ledger", "dealFunds", input), data: funds },
      ]}
    >
      <DealPage
        dealId={dealId}
        serverNow={new Date().toISOString()}
        timeline={
          <Suspense fallback={<Skeleton height={262} radius="lg" />}>
            <Record dealId={dealId} />
          </Suspense>
        }
      />
    </Prefetched>
  );
}

const loadRecord = cache((dealId: string) => attempt(serverApi().then((api) => api.deals.dealTimeline({ dealId }))));

/** The record, which the page above it does not wait for. What could not be read here, the page asks for again. */
async function Record({ dealId }: { dealId: string }) {
  const { data } = await loadRecord(dealId);
  const answers = data === null ? [] : [{ key: queryKey("deals", "dealTimeline", { dealId }), data }];
  return (
    <Prefetched answers={answers}>
      <Timeline dealId={dealId} />
    </Prefetched>
  );
}

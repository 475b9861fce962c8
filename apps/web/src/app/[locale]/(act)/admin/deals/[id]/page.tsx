import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../../client/query-key.ts";
import { LedgerPage } from "../../../../../../features/admin/ledger-page.tsx";
import { requireStaff } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deal.money"))("ledger") };
}

export default async function LedgerRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: dealId } = await params;
  await requireStaff(`/admin/deals/${dealId}`);
  const api = await serverApi();
  const [deal, funds, transfers] = await foundOr404(
    Promise.all([api.deals.getDeal({ dealId }), api.ledger.dealFunds({ dealId }), api.ledger.dealTransfers({ dealId, limit: 100 })]),
  );
  return (
    <Prefetched
      answers={[
        { key: queryKey("ledger", "dealFunds", { dealId }), data: funds },
        { key: queryKey("deals", "getDeal", { dealId }), data: deal },
      ]}
    >
      <LedgerPage dealId={dealId} title={deal.title} first={transfers} />
    </Prefetched>
  );
}

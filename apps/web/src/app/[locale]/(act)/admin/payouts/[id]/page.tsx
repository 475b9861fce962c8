import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../../client/query-key.ts";
import { PayoutPage } from "../../../../../../features/admin/payout-page.tsx";
import { requireStaff } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.payout"))("title") };
}

export default async function PayoutRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: payoutId } = await params;
  await requireStaff(`/admin/payouts/${payoutId}`);
  const api = await serverApi();
  const payout = await foundOr404(api.payment.getPayout({ payoutId }));
  const { dealId } = payout;
  const funds =
    dealId === null ? [] : [{ key: queryKey("ledger", "dealFunds", { dealId }), data: await foundOr404(api.ledger.dealFunds({ dealId })) }];
  return (
    <Prefetched answers={[{ key: queryKey("payment", "getPayout", { payoutId }), data: payout }, ...funds]}>
      <PayoutPage payoutId={payoutId} />
    </Prefetched>
  );
}

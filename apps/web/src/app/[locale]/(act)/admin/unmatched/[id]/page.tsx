import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { queryKey } from "../../../../../../client/query-key.ts";
import { requireStaff } from "../../../../../../features/admin/staff.ts";
import { UnmatchedPage } from "../../../../../../features/admin/unmatched-page.tsx";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.unmatched"))("title") };
}

export default async function UnmatchedDepositRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: unmatchedId } = await params;
  await requireStaff(`/admin/unmatched/${unmatchedId}`);
  const api = await serverApi();
  const deposit = await foundOr404(api.payment.getUnmatched({ unmatchedId }));
  return (
    <Prefetched answers={[{ key: queryKey("payment", "getUnmatched", { unmatchedId }), data: deposit }]}>
      <UnmatchedPage unmatchedId={unmatchedId} />
    </Prefetched>
  );
}

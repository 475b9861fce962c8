import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../../client/query-key.ts";
import { ReconciliationRunPage } from "../../../../../../features/admin/reconciliation-run-page.tsx";
import { requireStaff, seesCustody } from "../../../../../../features/admin/staff.ts";
import { foundOr404 } from "../../../../../../features/deal/load.ts";
import { serverApi } from "../../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.reconciliation"))("title") };
}

export default async function ReconciliationRunRoute({ params }: { params: Promise<{ id: string }> }) {
  const { id: reconciliationId } = await params;
  if (!seesCustody(await requireStaff(`/admin/reconciliation/${reconciliationId}`))) notFound();
  const api = await serverApi();
  const found = await foundOr404(api.payment.getReconciliation({ reconciliationId }));
  return (
    <Prefetched answers={[{ key: queryKey("payment", "getReconciliation", { reconciliationId }), data: found }]}>
      <ReconciliationRunPage reconciliationId={reconciliationId} />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../client/query-key.ts";
import { reconciliationsInput } from "../../../../../features/admin/reconciliation-filter.ts";
import { ReconciliationPage } from "../../../../../features/admin/reconciliation-page.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.reconciliation"))("title") };
}

export default async function ReconciliationRoute() {
  if (!seesCustody(await requireStaff("/admin/reconciliation"))) notFound();
  const { payment } = await serverApi();
  // A later page is asked by the page itself: a stale cursor in the URL must be shown as such, not crash the server.
  const first = reconciliationsInput(null);
  const answers = await Promise.all([
    payment.listReconciliations(first).then((data) => ({ key: queryKey("payment", "listReconciliations", first), data })),
    payment.custodyHealth({}).then((data) => ({ key: queryKey("payment", "custodyHealth", {}), data })),
  ]);
  return (
    <Prefetched answers={answers}>
      <ReconciliationPage />
    </Prefetched>
  );
}

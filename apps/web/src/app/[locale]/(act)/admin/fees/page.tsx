import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../client/query-key.ts";
import { FeesPage } from "../../../../../features/admin/fees-page.tsx";
import { withdrawalsInput } from "../../../../../features/admin/fees-filter.ts";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.fees"))("title") };
}

export default async function FeesRoute() {
  if (!seesCustody(await requireStaff("/admin/fees"))) notFound();
  const { payment } = await serverApi();
  // A later page is asked by the page itself: a stale cursor in the URL must be shown as such, not crash the server.
  const withdrawals = withdrawalsInput(null);
  const answers = await Promise.all([
    payment.fees({}).then((data) => ({ key: queryKey("payment", "fees", {}), data })),
    payment.listPayouts(withdrawals).then((data) => ({ key: queryKey("payment", "listPayouts", withdrawals), data })),
  ]);
  return (
    <Prefetched answers={answers}>
      <FeesPage />
    </Prefetched>
  );
}

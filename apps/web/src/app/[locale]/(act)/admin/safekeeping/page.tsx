import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../client/query-key.ts";
import { SafekeepingPage } from "../../../../../features/admin/safekeeping-page.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.safekeeping"))("title") };
}

export default async function SafekeepingRoute() {
  if (!seesCustody(await requireStaff("/admin/safekeeping"))) notFound();
  const { payment } = await serverApi();
  const answers = [{ key: queryKey("payment", "safekeeping", {}), data: await payment.safekeeping({}) }];
  return (
    <Prefetched answers={answers}>
      <SafekeepingPage />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { createLoader, type SearchParams } from "nuqs/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { frozenInput, saidInput, screeningFilter } from "../../../../../features/admin/screening-filter.ts";
import { ScreeningPage } from "../../../../../features/admin/screening-page.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.screening"))("title") };
}

const loadFilter = createLoader(screeningFilter);

export default async function ScreeningRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  if (!seesCustody(await requireStaff("/admin/screening"))) notFound();
  const filter = await loadFilter(searchParams);
  const { aml, payment } = await serverApi();
  // A later page is asked by the page itself: a stale cursor in the URL must be shown as such, not crash the server.
  const [frozen, said] = [frozenInput({ ...filter, frozen: null }), saidInput({ ...filter, cursor: null })];
  const answers = await Promise.all([
    aml.status({}).then((data) => ({ key: queryKey("aml", "status", {}), data })),
    payment.listQuarantine(frozen).then((data) => ({ key: queryKey("payment", "listQuarantine", frozen), data })),
    payment.listScreenings(said).then((data) => ({ key: queryKey("payment", "listScreenings", said), data })),
  ]);
  return (
    <Prefetched answers={answers}>
      <ScreeningPage />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { createLoader, type SearchParams } from "nuqs/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { sweepsInput, walletsFilter } from "../../../../../features/admin/wallets-filter.ts";
import { WalletsPage } from "../../../../../features/admin/wallets-page.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.wallets"))("title") };
}

const loadFilter = createLoader(walletsFilter);

export default async function WalletsRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  if (!seesCustody(await requireStaff("/admin/wallets"))) notFound();
  const { show } = await loadFilter(searchParams);
  const { payment, ledger } = await serverApi();
  // A later page is asked by the page itself: a stale cursor in the URL must be shown as such, not crash the server.
  const sweeps = sweepsInput({ show, cursor: null });
  const answers = await Promise.all([
    payment.custodyHealth({}).then((data) => ({ key: queryKey("payment", "custodyHealth", {}), data })),
    payment.listSweeps(sweeps).then((data) => ({ key: queryKey("payment", "listSweeps", sweeps), data })),
    ledger.custody({}).then((data) => ({ key: queryKey("ledger", "custody", {}), data })),
  ]);
  return (
    <Prefetched answers={answers}>
      <WalletsPage />
    </Prefetched>
  );
}

import { Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader, type SearchParams } from "nuqs/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { CustodyCard } from "../../../../../features/admin/custody-card.tsx";
import { PayoutQueue } from "../../../../../features/admin/payout-queue.tsx";
import { queueFilter, queueInput } from "../../../../../features/admin/queue-filter.ts";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.payouts"))("title") };
}

const loadFilter = createLoader(queueFilter);

export default async function PayoutsRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const user = await requireStaff("/admin/payouts");
  // The list itself is asked by the page: a stale cursor in the URL must be shown as such, not crash the server.
  const filter = await loadFilter(searchParams);
  const api = await serverApi();
  const input = queueInput({ ...filter, cursor: null });
  const answers =
    filter.cursor === null ? [{ key: queryKey("payment", "listPayouts", input), data: await api.payment.listPayouts(input) }] : [];
  return (
    <Prefetched answers={answers}>
      <Stack gap="xl">
        <PayoutQueue />
        {seesCustody(user) ? <CustodyCard /> : null}
      </Stack>
    </Prefetched>
  );
}

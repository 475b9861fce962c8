import { Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createLoader, type SearchParams } from "nuqs/server";
import { queryKey } from "../../../../../client/query-key.ts";
import { requireStaff } from "../../../../../features/admin/staff.ts";
import { unmatchedFilter, unmatchedInput, waitingInput } from "../../../../../features/admin/unmatched-filter.ts";
import { UnmatchedList } from "../../../../../features/admin/unmatched-list.tsx";
import { WaitingList } from "../../../../../features/admin/waiting-list.tsx";
import { serverApi } from "../../../../../server-api/caller.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.unmatched"))("title") };
}

const loadFilter = createLoader(unmatchedFilter);

export default async function UnmatchedRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await requireStaff("/admin/unmatched");
  const filter = await loadFilter(searchParams);
  const api = await serverApi();
  const [waiting, unmatched] = [waitingInput(null), unmatchedInput({ ...filter, cursor: null })];
  const answers = [{ key: queryKey("payment", "listWaiting", waiting), data: await api.payment.listWaiting(waiting) }];
  // A later page is asked by the page itself: a stale cursor in the URL must be shown as such, not crash the server.
  const first =
    filter.cursor === null
      ? [{ key: queryKey("payment", "listUnmatched", unmatched), data: await api.payment.listUnmatched(unmatched) }]
      : [];
  return (
    <Prefetched answers={[...answers, ...first]}>
      <Stack gap="xl">
        <UnmatchedList />
        <WaitingList />
      </Stack>
    </Prefetched>
  );
}

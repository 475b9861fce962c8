import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { queryKey } from "../../../../client/query-key.ts";
import { requireStaff, seesCustody } from "../../../../features/admin/staff.ts";
import { Dashboard } from "../../../../features/desk/dashboard.tsx";
import { redirect } from "../../../../i18n/routing.ts";
import { serverApi } from "../../../../server-api/caller.ts";
import { attempt } from "../../../../server-api/failure.ts";
import { Prefetched } from "../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("desk.dashboard"))("title") };
}

/** The figures of the morning; a resolver, who reads no books, begins with the payouts. */
export default async function AdminPage() {
  if (!seesCustody(await requireStaff("/admin"))) return redirect({ href: "/admin/payouts", locale: await getLocale() });
  const api = await serverApi();
  const { data } = await attempt(api.desk.dashboard({}));
  return (
    <Prefetched answers={data === null ? [] : [{ key: queryKey("desk", "dashboard", {}), data }]}>
      <Dashboard />
    </Prefetched>
  );
}

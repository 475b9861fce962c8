import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { queryKey } from "../../../../../client/query-key.ts";
import { Settings } from "../../../../../features/admin/settings.tsx";
import { requireStaff } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { attempt } from "../../../../../server-api/failure.ts";
import { Prefetched } from "../../../../../server-api/prefetched.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.settings"))("title") };
}

export default async function SettingsPage() {
  // Only admins change settings: guards and resolvers get a 404.
  if (!(await requireStaff("/admin/settings")).roles.includes("admin")) notFound();
  const { data } = await attempt((await serverApi()).settings.list({}));
  return (
    <Prefetched answers={data === null ? [] : [{ key: queryKey("settings", "list", {}), data }]}>
      <Settings />
    </Prefetched>
  );
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { createLoader, type SearchParams } from "nuqs/server";
import { auditFilter, auditInput } from "../../../../../features/admin/audit-filter.ts";
import { AuditPage } from "../../../../../features/admin/audit-page.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { serverApi } from "../../../../../server-api/caller.ts";
import { attempt } from "../../../../../server-api/failure.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

const loadFilter = createLoader(auditFilter);

export default async function AuditRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  // Who reads the books reads the trail; to a resolver the page does not exist.
  if (!seesCustody(await requireStaff("/admin/audit"))) notFound();
  const asked = { search: await loadFilter(searchParams), at: Date.now() };
  const api = await serverApi();
  const { data } = await attempt(api.audit.entries({ ...auditInput(asked.search, asked.at), limit: 50 }));
  return <AuditPage asked={asked} first={data} />;
}

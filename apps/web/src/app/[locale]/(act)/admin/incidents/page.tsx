import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { Incidents } from "../../../../../features/admin/incidents.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.incidents"))("title") };
}

export default async function IncidentsPage() {
  if (!seesCustody(await requireStaff("/admin/incidents"))) notFound();
  return <Incidents />;
}

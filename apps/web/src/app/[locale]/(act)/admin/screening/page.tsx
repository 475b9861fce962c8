import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { ScreeningPage } from "../../../../../features/admin/screening-page.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.screening"))("title") };
}

export default async function ScreeningRoute() {
  if (!seesCustody(await requireStaff("/admin/screening"))) notFound();
  return <ScreeningPage />;
}

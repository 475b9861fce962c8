import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { Providers } from "../../../../../features/admin/providers.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.providers"))("title") };
}

export default async function ProvidersRoute() {
  if (!seesCustody(await requireStaff("/admin/providers"))) notFound();
  return <Providers />;
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { Failed } from "../../../../../features/admin/failed.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.failed"))("title") };
}

export default async function FailedRoute() {
  if (!seesCustody(await requireStaff("/admin/failed"))) notFound();
  return <Failed />;
}

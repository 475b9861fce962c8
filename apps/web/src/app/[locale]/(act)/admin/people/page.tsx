import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { People } from "../../../../../features/admin/people.tsx";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.people"))("title") };
}

export default async function PeoplePage() {
  if (!seesCustody(await requireStaff("/admin/people"))) notFound();
  return <People />;
}

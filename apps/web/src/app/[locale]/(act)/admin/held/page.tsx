import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { HeldList } from "../../../../../features/admin/held-list.tsx";
import { requireStaff } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.held"))("title") };
}

export default async function HeldRoute() {
  await requireStaff("/admin/held");
  return <HeldList />;
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { DeadNotices } from "../../../../../features/admin/dead-notices.tsx";
import { requireStaff } from "../../../../../features/admin/staff.ts";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.deadNotices"))("title") };
}

export default async function DeadNoticesPage() {
  // Only an admin can have one sent again: to guards and resolvers the page does not exist.
  if (!(await requireStaff("/admin/notices")).roles.includes("admin")) notFound();
  return (
    <AreaWords areas={["notifications"]}>
      <DeadNotices />
    </AreaWords>
  );
}

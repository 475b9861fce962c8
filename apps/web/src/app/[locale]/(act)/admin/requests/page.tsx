import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireStaff } from "../../../../../features/admin/staff.ts";
import { SubjectList } from "../../../../../features/desk/subject-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("desk.list.request"))("title") };
}

export default async function RequestsRoute() {
  await requireStaff("/admin/requests");
  return <SubjectList kind="request" />;
}

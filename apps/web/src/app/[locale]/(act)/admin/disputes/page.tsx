import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireStaff } from "../../../../../features/admin/staff.ts";
import { DeskList } from "../../../../../features/mediation/desk-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("mediation.list"))("title") };
}

export default async function DisputesRoute() {
  await requireStaff("/admin/disputes");
  return <DeskList />;
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Deposits } from "../../../../../features/admin/deposits.tsx";
import { requireStaff } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.deposits"))("title") };
}

export default async function DepositsRoute() {
  await requireStaff("/admin/deposits");
  return <Deposits />;
}

import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { DeadDeliveries } from "../../../../../features/admin/dead-deliveries.tsx";
import { requireStaff } from "../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.deliveries"))("title") };
}

export default async function DeliveriesPage() {
  // Only an admin can have one tried again: to guards and resolvers the page does not exist.
  if (!(await requireStaff("/admin/deliveries")).roles.includes("admin")) notFound();
  return <DeadDeliveries />;
}

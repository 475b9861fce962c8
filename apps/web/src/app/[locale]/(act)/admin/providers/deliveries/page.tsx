import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { Deliveries } from "../../../../../../features/admin/webhook-deliveries.tsx";
import { requireStaff, seesCustody } from "../../../../../../features/admin/staff.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.webhookDeliveries"))("title") };
}

export default async function DeliveriesRoute() {
  if (!seesCustody(await requireStaff("/admin/providers/deliveries"))) notFound();
  return <Deliveries />;
}

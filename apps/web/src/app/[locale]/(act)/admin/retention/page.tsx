import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { notFound } from "next/navigation";
import { requireStaff, seesCustody } from "../../../../../features/admin/staff.ts";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";
import { Retention } from "../../../../../features/data/retention.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("data.retention"))("title") };
}

export default async function RetentionPage() {
  if (!seesCustody(await requireStaff("/admin/retention"))) notFound();
  return (
    <AreaWords areas={["data"]}>
      <Retention />
    </AreaWords>
  );
}

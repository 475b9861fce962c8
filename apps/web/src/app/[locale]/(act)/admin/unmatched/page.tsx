import { Stack } from "@amanat/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireStaff } from "../../../../../features/admin/staff.ts";
import { UnmatchedList } from "../../../../../features/admin/unmatched-list.tsx";
import { WaitingList } from "../../../../../features/admin/waiting-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.unmatched"))("title") };
}

export default async function UnmatchedRoute() {
  await requireStaff("/admin/unmatched");
  return (
    <Stack gap="xl">
      <UnmatchedList />
      <WaitingList />
    </Stack>
  );
}

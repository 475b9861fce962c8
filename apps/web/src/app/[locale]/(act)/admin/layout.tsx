import { Stack } from "@amanat/ui";
import type { ReactNode } from "react";
import { UrlState } from "../../../../client/url-state.tsx";
import { AdminNav } from "../../../../features/admin/admin-nav.tsx";

/** The parts above each page; the admin lists keep their filters in the address. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <UrlState>
      <Stack gap="lg">
        <AdminNav />
        {children}
      </Stack>
    </UrlState>
  );
}

import { Stack } from "@amanat/ui";
import type { ReactNode } from "react";
import { UrlState } from "../../../../client/url-state.tsx";
import { AreaWords } from "../../../../features/frame/area-words.tsx";
import { AdminNav } from "../../../../features/admin/admin-nav.tsx";
import { Recorded } from "../../../../features/admin/recorded.tsx";

/** The parts above each page, with the texts of the desk and of cases, which its search finds; the admin lists keep their filters in the address. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return (
    <AreaWords areas={["desk", "cases"]}>
      <UrlState>
        <Stack gap="lg">
          <AdminNav />
          <Recorded />
          {children}
        </Stack>
      </UrlState>
    </AreaWords>
  );
}

import type { ReactNode } from "react";
import { UrlState } from "../../../client/url-state.tsx";

/** The admin lists keep their filters in the address. */
export default function AdminLayout({ children }: { children: ReactNode }) {
  return <UrlState>{children}</UrlState>;
}

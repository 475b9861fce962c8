import type { ReactNode } from "react";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";

/** The pages of webhooks carry their own texts: most people never open them. */
export default function WebhooksLayout({ children }: { children: ReactNode }) {
  return <AreaWords areas={["webhooks"]}>{children}</AreaWords>;
}

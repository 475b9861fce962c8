import type { ReactNode } from "react";
import { AreaWords } from "../../../../../features/frame/area-words.tsx";

/** The desk of those who rule carries its own texts, with those of conversations. */
export default function DisputesLayout({ children }: { children: ReactNode }) {
  return <AreaWords areas={["chat", "mediation"]}>{children}</AreaWords>;
}

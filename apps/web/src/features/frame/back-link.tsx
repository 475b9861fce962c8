import { Anchor } from "@amanat/ui";
import { IconArrowLeft } from "@amanat/ui/icons";
import type { ReactNode } from "react";
import { Link } from "../../i18n/link.tsx";
import classes from "./back-link.module.css";

/** The way back to what a page belongs to. */
export function BackLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Anchor component={Link} href={href} className={classes.back ?? ""}>
      <IconArrowLeft size={18} aria-hidden data-flip />
      {children}
    </Anchor>
  );
}

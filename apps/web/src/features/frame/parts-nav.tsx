"use client";

import { useEffect, useRef, type ComponentType } from "react";
import { Link } from "../../i18n/link.tsx";
import { usePathname } from "../../i18n/routing.ts";
import classes from "./parts-nav.module.css";

export type Part = {
  href: string;
  label: string;
  icon: ComponentType<{ size: number; "aria-hidden": true }>;
  /** Stands for the pages below it too. */
  withBelow?: boolean;
};

/** On a phone the parts scroll sideways, and the one somebody is in must not be out of sight. The page itself stays where it is. */
function showCurrent(nav: HTMLElement | null): void {
  const part = nav?.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!nav || !part) return;
  const frame = nav.getBoundingClientRect();
  nav.scrollLeft += Math.min(0, part.left - frame.left) + Math.max(0, part.right - frame.right);
}

/** The parts of an area that has several pages, above each of them. */
export function PartsNav({ label, parts }: { label: string; parts: readonly Part[] }) {
  const path = usePathname();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => showCurrent(nav.current), [path]);
  const isHere = ({ href, withBelow }: Part) => path === href || (withBelow === true && path.startsWith(`${href}/`));
  return (
    <nav ref={nav} className={classes.nav} aria-label={label}>
      {parts.map((part) => (
        <Link key={part.href} href={part.href} className={classes.tab} {...(isHere(part) ? { "aria-current": "page" as const } : {})}>
          <part.icon size={20} aria-hidden />
          {part.label}
        </Link>
      ))}
    </nav>
  );
}

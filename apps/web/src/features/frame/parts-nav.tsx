"use client";

import { useEffect, useRef, type ComponentType } from "react";
import { Link, usePathname } from "../../i18n/routing.ts";
import classes from "./parts-nav.module.css";

export type Part = {
  href: string;
  label: string;
  icon: ComponentType<{ size: number; "aria-hidden": true }>;
  /** Stands for the pages below it too. */
  withBelow?: boolean;
};

/** The parts of an area that has several pages, above each of them. */
export function PartsNav({ label, parts }: { label: string; parts: readonly Part[] }) {
  const path = usePathname();
  const here = useRef<HTMLAnchorElement>(null);
  // On a phone the parts scroll sideways, and the one somebody is in must not be out of sight.
  useEffect(() => {
    here.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [path]);
  const isHere = ({ href, withBelow }: Part) => path === href || (withBelow === true && path.startsWith(`${href}/`));
  return (
    <nav className={classes.nav} aria-label={label}>
      {parts.map((part) => (
        <Link
          key={part.href}
          href={part.href}
          className={classes.tab}
          {...(isHere(part) ? { "aria-current": "page" as const, ref: here } : {})}
        >
          <part.icon size={20} aria-hidden />
          {part.label}
        </Link>
      ))}
    </nav>
  );
}

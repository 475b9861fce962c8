"use client";

import NextLink from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentProps } from "react";

export type NavLinkProps = Omit<ComponentProps<typeof NextLink>, "href"> & {
  /** The whole address, with its language. */
  href: string;
  /** Stands for the pages below it too. */
  withBelow?: boolean;
};

/** A link that knows when its page is the one shown. */
export function NavLink({ href, withBelow = false, ...rest }: NavLinkProps) {
  const path = usePathname();
  const isHere = path === href || (withBelow && path.startsWith(`${href}/`));
  return <NextLink {...rest} href={href} {...(isHere ? { "aria-current": "page" as const } : {})} />;
}

/** The way in: not where it leads already. */
export function WayIn({ href, ...rest }: ComponentProps<typeof NextLink> & { href: string }) {
  return usePathname() === href ? null : <NextLink {...rest} href={href} />;
}

import NextLink from "next/link";
import { useLocale } from "next-intl";
import type { ComponentProps } from "react";

/** A path of ours without its language, which the link adds. */
export type Href = string | { pathname: string; query?: Readonly<Record<string, string>> };

/** The address of a page of ours in a language. */
export function addressOf(locale: string, href: Href): string {
  const { pathname, query = {} } = typeof href === "string" ? { pathname: href } : href;
  const asked = new URLSearchParams(query).toString();
  return `/${locale}${pathname === "/" ? "" : pathname}${asked === "" ? "" : `?${asked}`}`;
}

export type LinkProps = Omit<ComponentProps<typeof NextLink>, "href"> & { href: Href };

/** A link that keeps the language, on the server as in the browser: `<Link href="/deals">`. */
export function Link({ href, ...rest }: LinkProps) {
  return <NextLink {...rest} href={addressOf(useLocale(), href)} />;
}

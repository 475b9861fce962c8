"use client";

import { Anchor, Button, type AnchorProps, type ButtonProps } from "@amanat/ui";
import type { ComponentProps, ReactNode } from "react";
import { Link } from "../i18n/routing.ts";

type Target = Pick<ComponentProps<typeof Link>, "href" | "prefetch">;

/** A link that looks like a button, also for server components. The path is written without the language. */
export function LinkButton({ children, ...rest }: Omit<ButtonProps, "children"> & Target & { children: ReactNode }) {
  return (
    <Button component={Link} {...rest}>
      {children}
    </Button>
  );
}

/** A link that a page styles itself, also for server components. The path is written without the language. */
export function PageLink(props: ComponentProps<typeof Link>) {
  return <Link {...props} />;
}

/** A link inside text. The path is written without the language. */
export function TextLink({ children, ...rest }: Omit<AnchorProps, "children"> & Target & { children: ReactNode }) {
  return (
    <Anchor component={Link} {...rest}>
      {children}
    </Anchor>
  );
}

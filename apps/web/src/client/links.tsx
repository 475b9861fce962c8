import { Anchor, Button, type AnchorProps, type ButtonProps } from "@amanat/ui";
import type { ReactNode } from "react";
import { Link, type LinkProps } from "../i18n/link.tsx";

type Target = Pick<LinkProps, "href" | "prefetch">;

/** A link that looks like a button. The path is written without the language. */
export function LinkButton({ children, ...rest }: Omit<ButtonProps, "children"> & Target & { children: ReactNode }) {
  return (
    <Button component={Link} {...rest}>
      {children}
    </Button>
  );
}

/** A link inside text. The path is written without the language. */
export function TextLink({ children, ...rest }: Omit<AnchorProps, "children"> & Target & { children: ReactNode }) {
  return (
    <Anchor component={Link} {...rest}>
      {children}
    </Anchor>
  );
}

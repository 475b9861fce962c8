"use client";

import { useEffect, useRef, type MouseEvent, type ReactNode } from "react";
import classes from "./dropdown.module.css";

export type DropdownProps = {
  /** Says what opens, for people who do not see the icon. */
  label: string;
  icon: ReactNode;
  children: ReactNode;
};

/**
 * A button that opens a short list below itself. The browser's own disclosure: it opens before
 * scripts have loaded, and weighs nothing; scripts add closing by Escape, by choosing and by looking away.
 */
export function Dropdown({ label, icon, children }: DropdownProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const outside = (event: Event) => {
      if (event.target instanceof Node && !details.current?.contains(event.target)) close(details.current);
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !details.current?.open) return;
      close(details.current);
      details.current.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
      document.removeEventListener("keydown", escape);
    };
  }, []);
  const chosen = (event: MouseEvent) => {
    if (event.target instanceof Element && event.target.closest("a, button") !== null) close(details.current);
  };
  return (
    <details ref={details} className={classes.details}>
      <summary className={classes.summary} aria-label={label} title={label}>
        {icon}
      </summary>
      <div className={classes.panel} onClick={chosen}>
        {children}
      </div>
    </details>
  );
}

function close(details: HTMLDetailsElement | null): void {
  if (details) details.open = false;
}

/** Class of every link and button inside a dropdown. */
export const dropdownItem = classes.item ?? "";

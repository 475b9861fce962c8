import type { ReactNode } from "react";
import classes from "./app-shell.module.css";

export type AppShellProps = {
  /** First thing a keyboard meets. */
  skipLabel: string;
  brand: ReactNode;
  /** Main links; on phones the bottom bar replaces them. */
  nav: ReactNode;
  navLabel: string;
  /** Language, theme, account. */
  tools: ReactNode;
  /** Bottom bar of phones. */
  bottom: ReactNode;
  /** Above everything: offline, maintenance. */
  banner?: ReactNode;
  footer?: ReactNode;
  children: ReactNode;
};

/** The frame of every page: header, one main region, footer, and a bottom bar on phones. */
export function AppShell({ skipLabel, brand, nav, navLabel, tools, bottom, banner, footer, children }: AppShellProps) {
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        {skipLabel}
      </a>
      {banner}
      <header className={classes.header}>
        <div className={classes.bar}>
          {brand}
          <nav className={classes.nav} aria-label={navLabel}>
            {nav}
          </nav>
          <div className={classes.tools}>{tools}</div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      <footer className={classes.footer}>{footer}</footer>
      <nav className={classes.bottom} aria-label={navLabel}>
        {bottom}
      </nav>
    </div>
  );
}

import { CopyButton } from "@amanat/ui";
import classes from "./text-to-sign.module.css";

/** A text that is signed elsewhere, exactly as it is signed, and the way to take it there. */
export function TextToSign({ text, label, copy }: { text: string; label: string; copy: string }) {
  return (
    <>
      <pre className={classes.text} dir="ltr" aria-label={label} tabIndex={0} role="region">
        {text}
      </pre>
      <CopyButton value={text} label={copy} look="button" />
    </>
  );
}

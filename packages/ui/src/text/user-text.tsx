import classes from "./user-text.module.css";
import { Text, type TextProps } from "../parts/words.tsx";

/** What a person wrote: each paragraph takes its own direction, line breaks stay. */
export function UserText({ children, ...rest }: TextProps & { children: string }) {
  return (
    <Text component="div" {...rest}>
      {children.split(/\n{2,}/).map((paragraph, index) => (
        <p key={index} dir="auto" className={classes.paragraph}>
          {paragraph}
        </p>
      ))}
    </Text>
  );
}

/** The first lines of what a person wrote. The clamp cuts at the end of the text's own direction, so the block takes it. */
export function UserLines({ lines, children, ...rest }: TextProps & { lines: number; children: string }) {
  return (
    <Text {...rest} lineClamp={lines} dir="auto" className={classes.lines ?? ""}>
      {children}
    </Text>
  );
}

/** One line of what a person wrote, cut where it ends in its own direction: from right to left, English loses its last words, not its first. */
export function UserLine({ children }: { children: string }) {
  return (
    <bdi dir="auto" className={classes.line}>
      {children}
    </bdi>
  );
}

/** A short text of a person inside a sentence of ours: isolated, so that neither reorders the other. */
export function UserWord({ children }: { children: string }) {
  return <bdi dir="auto">{children}</bdi>;
}

/** A word of the machine's: left to right in every language, broken where it is too long for its place. */
export function Code({ children }: { children: string }) {
  return (
    <bdi dir="ltr" style={{ overflowWrap: "anywhere" }}>
      {children}
    </bdi>
  );
}

/** `auto` follows what is typed; addresses, links and codes are `ltr` in every language. */
export type Direction = "auto" | "ltr" | "rtl";
export type Directed<Props> = Omit<Props, "dir"> & { dir?: Direction };

/**
 * The kit puts `dir` on the frame around a field, where `auto` finds no text and means left to right. Here it goes to the
 * field itself; a fixed one to the frame too, whose icons and units follow it. An empty field lies as the page does
 * (surfaces.module.css), which a style sheet can only tell by a placeholder.
 */
export function directed(dir: Direction) {
  return { frame: dir === "auto" ? {} : { dir }, field: { dir } };
}

/** `Omit` for props with an index signature (`data-…`), where the built-in one forgets the named keys. */
export type Without<Props, Keys extends PropertyKey> = { [Key in keyof Props as Key extends Keys ? never : Key]: Props[Key] };

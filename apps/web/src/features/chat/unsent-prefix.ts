/** All keys of one person's unsent texts begin so: somebody else at this device sees none of theirs. */
export const unsentPrefix = (person: string): string => `amanat.unsent.${person}.`;

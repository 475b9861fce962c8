/** A place in the one order of all events: after everything up to and with it. */
export type Place = { readonly stamp: bigint; readonly seq: bigint };

export function isAfter(place: Place, other: Place): boolean {
  return place.stamp > other.stamp || (place.stamp === other.stamp && place.seq > other.seq);
}

export const later = (one: Place, other: Place): Place => (isAfter(one, other) ? one : other);

/** As it stands in a cursor. */
export const placeText = ({ stamp, seq }: Place): string => `${stamp.toString(16)}.${seq.toString(16)}`;

/** Of two parts of a cursor, which are hexadecimal digits. */
export const placeFrom = (stamp: string, seq: string): Place => ({ stamp: BigInt(`0x${stamp}`), seq: BigInt(`0x${seq}`) });

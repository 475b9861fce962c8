/** Things in their order, under the day each stands under. `dayOf`: the day's words, in the reader's zone and calendar. */
export function byDay<Thing extends { at: string }>(
  things: readonly Thing[],
  dayOf: (at: string) => string,
): { day: string; things: readonly Thing[] }[] {
  const days: { day: string; things: Thing[] }[] = [];
  for (const thing of things) {
    const day = dayOf(thing.at);
    const last = days.at(-1);
    if (last?.day === day) last.things.push(thing);
    else days.push({ day, things: [thing] });
  }
  return days;
}

import { Card, Group, Skeleton, Stack } from "../parts/boxes.tsx";

/** The outline of one card while it loads. */
export function CardSkeleton() {
  return (
    <Card>
      <Stack gap="sm">
        <Skeleton height={22} width="65%" />
        <Skeleton height={14} />
        <Skeleton height={14} width="85%" />
        <Group justify="space-between" mt="xs">
          <Skeleton height={26} width={120} />
          <Skeleton height={26} width={80} />
        </Group>
      </Stack>
    </Card>
  );
}

/** A list of cards while it loads; the label is read instead of the shapes. */
export function ListSkeleton({ count = 3, label }: { count?: number; label: string }) {
  return (
    <Stack gap="md" role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => (
        <CardSkeleton key={index} />
      ))}
    </Stack>
  );
}

/** A page with a heading and a few blocks while it loads. */
export function PageSkeleton({ label }: { label: string }) {
  return (
    <Stack gap="lg" role="status" aria-label={label}>
      <Skeleton height={34} width="50%" />
      <Skeleton height={16} width="75%" />
      <CardSkeleton />
      <CardSkeleton />
    </Stack>
  );
}

"use client";

import { useMutation, type UseMutationOptions, type UseMutationResult } from "@tanstack/react-query";
import { useCallback, useRef } from "react";

/** Presses nearer together than this are one: a double click, a bouncing finger, Enter held down. */
const ONE_PRESS_MS = 500;

/**
 * Something a person sets off by a press: it is sent once. Further presses are dropped from the very moment of the first
 * until it has ended, and for a moment after it began, since a quick answer may come between two clicks. The state that
 * draws the button follows a render later, which is too late to stop a second click.
 */
export function useAction<Out, Failure = Error, In = void>(
  options: UseMutationOptions<Out, Failure, In>,
): UseMutationResult<Out, Failure, In> {
  const mutation = useMutation<Out, Failure, In>({ networkMode: "always", ...options });
  const under = useRef({ way: false, since: -Infinity });
  const send = mutation.mutateAsync;
  const mutate = useCallback<typeof mutation.mutate>(
    (...[input]) => {
      const now = performance.now();
      if (under.current.way || now - under.current.since < ONE_PRESS_MS) return;
      under.current = { way: true, since: now };
      const ended = () => {
        under.current.way = false;
      };
      // A failure is told by `error` and `onError`.
      send(input as In).then(ended, ended);
    },
    [send],
  );
  return { ...mutation, mutate };
}
